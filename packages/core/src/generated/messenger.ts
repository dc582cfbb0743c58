// Generated from openapi/handover.yaml by scripts/generate.mjs. Do not edit: change the description and run it again.
export type paths = Record<string, never>;
export interface webhooks {
    message: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A message from the person
         * @description Field `messages`. Source: Messenger Platform docs, messages reference.
         */
        post: operations["onMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    message_deleted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A message was unsent
         * @description Field `messages`, of an echo `message_echoes`; the id is the message's. It may arrive before its message. App
         *     Review requires that an app deletes its copy. Source: Messenger Platform docs, messages reference.
         */
        post: operations["onMessageDeleted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    echo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A message that the page sent
         * @description Field `message_echoes`, on Instagram part of `messages`. Source: Messenger Platform docs, message_echoes reference.
         */
        post: operations["onEcho"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    message_edit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A message that the person changed
         * @description Field `message_edits`, on Instagram `message_edit`. Source: Messenger Platform docs, message_edits reference.
         */
        post: operations["onMessageEdit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    postback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A tap on a button
         * @description Field `messaging_postbacks`. Source: Messenger Platform docs, messaging_postbacks reference.
         */
        post: operations["onPostback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    reaction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A reaction
         * @description Field `message_reactions`. Source: Messenger Platform docs, message_reactions reference.
         */
        post: operations["onReaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The person read
         * @description Field `message_reads`, on Instagram `messaging_seen`. Source: Messenger Platform docs, message_reads reference.
         */
        post: operations["onRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    delivery: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Messages of the page reached a device
         * @description Field `message_deliveries`. Source: Messenger Platform docs, message_deliveries reference.
         */
        post: operations["onDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    referral: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The person came by a link or an ad
         * @description Field `messaging_referrals`, on Instagram `messaging_referral`; for existing threads. Source: Messenger Platform
         *     docs, messaging_referrals reference.
         */
        post: operations["onReferral"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    optin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The person agreed to be written to, or took that back
         * @description Field `messaging_optins`. With a `notification_messages_status` that means stop, it is an opt-out. Source:
         *     Messenger Platform docs, messaging_optins reference.
         */
        post: operations["onOptin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    optout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The person withdrew
         * @description Field `messaging_optouts`; the body is undocumented.
         */
        post: operations["onOptout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    account_linking: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An account was linked or unlinked
         * @description Field `messaging_account_linking`. Source: Messenger Platform docs, messaging_account_linking reference.
         */
        post: operations["onAccountLinking"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    pass_thread_control: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The thread was passed to this app
         * @description Field `messaging_handovers`, on Instagram `messaging_handover`. Sent only to the new owner. Source: Messenger
         *     Platform docs, messaging_handovers reference.
         */
        post: operations["onPassThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    take_thread_control: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The thread was taken from this app
         * @description Field `messaging_handovers`, on Instagram `messaging_handover`. Sent to the app that lost the thread. Source:
         *     Messenger Platform docs, messaging_handovers reference.
         */
        post: operations["onTakeThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    request_thread_control: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Another app asks for the thread
         * @description Field `messaging_handovers`, on Instagram `messaging_handover`. Sent to the owner. Source: Messenger Platform
         *     docs, messaging_handovers reference.
         */
        post: operations["onRequestThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    app_roles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roles of apps were changed
         * @description Field `messaging_handovers`; the roles of 2017 to 2025. No sender. Source: Messenger Platform docs, messaging_handovers reference.
         */
        post: operations["onAppRoles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    policy_enforcement: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The page was warned, blocked or unblocked
         * @description Field `messaging_policy_enforcement`. No sender. Source: Messenger Platform docs, messaging_policy_enforcement reference.
         */
        post: operations["onPolicyEnforcement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "policy-enforcement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The page was warned, blocked or unblocked, in the older spelling
         * @description Field `messaging_policy_enforcement`, as its item was spelt before. No sender. Source: Messenger Platform docs,
         *     messaging_policy_enforcement reference.
         */
        post: operations["onPolicyEnforcementOld"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    messaging_feedback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A feedback template was filled in
         * @description Field `messaging_feedback`. Source: Messenger Platform docs, messaging_feedback reference.
         */
        post: operations["onMessagingFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    response_feedback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An automated answer was rated
         * @description Field `response_feedback`. Source: Messenger Platform docs, response_feedback reference.
         */
        post: operations["onResponseFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    messaging_customer_information: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A form was filled in
         * @description Field `messaging_customer_information`. Source: Messenger Platform docs, messaging_customer_information reference.
         */
        post: operations["onCustomerInformation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    order: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A cart was sent
         * @description Field `send_cart`. Source: Messenger Platform docs, send_cart reference.
         */
        post: operations["onOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    game_play: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A game was played
         * @description Field `messaging_game_plays`. Source: Messenger Platform docs, messaging_game_plays reference.
         */
        post: operations["onGamePlay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    payment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A payment
         * @description Part of the retired shop features. Source: Messenger Platform docs, Webhook Events.
         */
        post: operations["onPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    pre_checkout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A cart before payment
         * @description Part of the retired shop features. Source: Messenger Platform docs, Webhook Events.
         */
        post: operations["onPreCheckout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    checkout_update: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new shipping address
         * @description Part of the retired shop features. Source: Messenger Platform docs, Webhook Events.
         */
        post: operations["onCheckoutUpdate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    branded_camera: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A camera effect was used
         * @description Part of a retired feature; the body is undocumented. Source: Messenger Platform docs, Webhook Events.
         */
        post: operations["onBrandedCamera"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    standby: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Something happened in a thread that another app owns
         * @description Field `standby`. The app must not answer. A postback comes without its payload. Source: Messenger Platform docs,
         *     standby reference.
         */
        post: operations["onStandby"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    changes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A change in the general form of Graph webhooks
         * @description Some fields of Instagram, feed-like fields of pages and tests from the dashboard. Source: Graph API docs, Webhooks.
         */
        post: operations["onChanges"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    entry_lists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Items in a list that has the name of their field
         * @description A list in the entry, named after a messaging field, holds the same items as `messaging`. Seen in the code of one
         *     project.
         */
        post: operations["onEntryLists"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    calls: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A call of Messenger Calling
         * @description Field `calls`: a list of the entry next to `messaging`. The app must accept a call within 60 s. Source:
         *     Messenger Platform docs, Calling.
         */
        post: operations["onCalls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    call_permission_reply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The person answered whether they may be called
         * @description Field `call_permission_reply`. The entry has no id and no list: its `sender` and `recipient` are the two ends. Source:
         *     Messenger Platform docs, Calling.
         */
        post: operations["onCallPermissionReply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    entry_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A change that stands in the entry itself
         * @description Without a `changes` list around it, as Meta prints comments on Instagram. Source: Instagram Platform docs, Webhooks examples.
         */
        post: operations["onEntryChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    verification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The verification of a webhook
         * @description Sent when a webhook is configured. Answer 200 with the bare challenge, or 403 if the token or the mode is wrong.
         *     Source: Messenger Platform docs, Webhooks.
         */
        get: operations["onVerification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description An id in decimal digits. */
        DecimalId: string;
        /**
         * @description An id as Meta sends it: a string, in some places a JSON number. Compare ids as strings; numbers of 16 digits and
         *     more lose digits in a double.
         */
        WireId: string | number;
        /**
         * @description Milliseconds since 1970. A value below 1e11 is in seconds, which the lead-ads flow sends. Source: Messenger
         *     Platform docs, Webhooks and Lead Generation Ads.
         */
        Timestamp: number;
        /** @description Always true; one page of Meta's documentation prints it as a string. */
        TrueOrText: true | "true";
        /** @description Media or a template. Media up to 25 MB, pictures up to 8 MB. */
        OutgoingAttachment: {
            /** @description What it is. */
            type: "audio" | "file" | "image" | "template" | "video" | (string & {});
            /** @description Where the media is, or the template. */
            payload?: {
                /** @description Address of the media. */
                url?: string;
                /** @description Keep the media and answer its `attachment_id`. */
                is_reusable?: boolean;
                /** @description Id of uploaded media, valid for 90 days. */
                attachment_id?: components["schemas"]["DecimalId"];
                /** @description Kind of the template; its other keys stand beside this one. */
                template_type?: string;
            } & {
                [key: string]: unknown;
            };
        };
        /** @description A button under the message that disappears once used. */
        OutgoingQuickReply: {
            /** @description What a tap sends. */
            content_type: "text" | "user_phone_number" | "user_email" | (string & {});
            /** @description Label, at most 20 characters. */
            title?: string;
            /** @description Comes back in the delivery of the tap. */
            payload?: string;
            /** @description Picture beside the label. */
            image_url?: string;
        };
        /** @description A template of the page. Source: Messenger Platform docs, Utility Messages. */
        OutgoingTemplate: {
            /** @description Name of the template. */
            name: string;
            /** @description Language of the template. */
            language: {
                /** @description Such as `en` or `pt_BR`. */
                code: string;
            } & {
                [key: string]: unknown;
            };
            /** @description What is filled in. */
            components?: {
                [key: string]: unknown;
            }[];
        } & {
            [key: string]: unknown;
        };
        /** @description What is said. Source: Messenger Platform docs, Send API reference. */
        OutgoingMessage: {
            /** @description Text, under 2000 characters; on Instagram 1000 bytes. */
            text?: string;
            attachment?: components["schemas"]["OutgoingAttachment"];
            /** @description Several pictures. */
            attachments?: components["schemas"]["OutgoingAttachment"][];
            /** @description Buttons under the message. */
            quick_replies?: components["schemas"]["OutgoingQuickReply"][];
            /** @description Comes back in the echo of this message. */
            metadata?: string;
            /** @description A utility message, with `messaging_type` UTILITY. */
            template?: components["schemas"]["OutgoingTemplate"];
        };
        /** @description One delivery. Source: Messenger Platform docs, Webhooks. */
        Envelope: {
            /** @description The product of the entries. */
            object: "page" | "instagram" | (string & {});
            /** @description Each is about one page; a delivery may have several. */
            entry: components["schemas"]["Entry"][];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What happened on one page. Items are in `messaging` for the owner of a thread, and for every app while routing
         *     is off; they are in `standby` for the other apps. Any other list or object of the entry is an item of its own,
         *     named by its key. Source: Messenger Platform docs, Webhooks and standby reference.
         */
        Entry: {
            /** @description Page id, Instagram account id; `0` in tests from the dashboard. */
            id?: components["schemas"]["WireId"];
            /** @description The same as `id`, in general Graph webhooks. */
            uid?: components["schemas"]["WireId"];
            /** @description Milliseconds; seconds in an entry with `changes`. */
            time?: number;
            /** @description Items that this app may answer. Usually a single one; loop over them anyway. */
            messaging?: components["schemas"]["MessagingItem"][];
            /** @description Items of threads that another app owns. Such an entry has no `messaging`. */
            standby?: components["schemas"]["StandbyItem"][];
            /** @description Feed-like fields, tests from the dashboard, some fields of Instagram. */
            changes?: components["schemas"]["Change"][];
            /** @description Apps that led to this entry; comes with a pass at the end of a lead-ads flow. A list or one object. */
            hop_context?: components["schemas"]["HopContext"][] | components["schemas"]["HopContext"];
            /** @description The person, if the entry itself is an item. */
            sender?: components["schemas"]["Sender"];
            /** @description The page, if the entry itself is an item. */
            recipient?: components["schemas"]["ItemRecipient"];
            /** @description When it happened, if the entry itself is an item. */
            timestamp?: components["schemas"]["Timestamp"];
            /** @description The subscribed field, in an entry that is itself a change. */
            field?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description The person; in an echo, the page. */
        Sender: {
            /** @description PSID or IGSID; in an echo the page or Instagram account. */
            id?: components["schemas"]["WireId"];
            /** @description Reference of the checkbox plugin; may come without an id. */
            user_ref?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description The page or Instagram account; in an echo, the person. */
        ItemRecipient: {
            /** @description Page id or Instagram account id; in an echo the PSID or IGSID. */
            id: components["schemas"]["WireId"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description An app that led to this entry; other keys (`is_ai_thread_owner`) have been seen. Source: Messenger Platform
         *     docs, Lead Generation Ads.
         */
        HopContext: {
            /** @description The app. */
            app_id?: components["schemas"]["WireId"];
            /** @description Its note. */
            metadata?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description An event in a thread, named by the key that it carries besides `sender`, `recipient` and `timestamp`. Look for
         *     the keys in this order: the handover keys, app_roles, message, message_edit, postback, reaction, referral,
         *     optin, delivery, read, then the rest. Source: Messenger Platform docs, Webhook Events.
         */
        MessagingItem: {
            sender?: components["schemas"]["Sender"];
            recipient: components["schemas"]["ItemRecipient"];
            timestamp?: components["schemas"]["Timestamp"];
            pass_thread_control?: components["schemas"]["PassThreadControl"];
            take_thread_control?: components["schemas"]["TakeThreadControl"];
            request_thread_control?: components["schemas"]["RequestThreadControl"];
            app_roles?: components["schemas"]["AppRoles"];
            message?: components["schemas"]["Message"];
            message_edit?: components["schemas"]["MessageEdit"];
            postback?: components["schemas"]["Postback"];
            reaction?: components["schemas"]["Reaction"];
            referral?: components["schemas"]["Referral"];
            optin?: components["schemas"]["Optin"];
            optout?: components["schemas"]["Undocumented"];
            delivery?: components["schemas"]["Delivery"];
            read?: components["schemas"]["Read"];
            account_linking?: components["schemas"]["AccountLinking"];
            policy_enforcement?: components["schemas"]["PolicyEnforcement"];
            /** @description The older spelling of `policy_enforcement`. */
            "policy-enforcement"?: components["schemas"]["PolicyEnforcement"];
            messaging_feedback?: components["schemas"]["MessagingFeedback"];
            response_feedback?: components["schemas"]["ResponseFeedback"];
            messaging_customer_information?: components["schemas"]["CustomerInformation"];
            order?: components["schemas"]["Order"];
            game_play?: components["schemas"]["GamePlay"];
            payment?: components["schemas"]["Undocumented"];
            pre_checkout?: components["schemas"]["Undocumented"];
            checkout_update?: components["schemas"]["Undocumented"];
            branded_camera?: components["schemas"]["Undocumented"];
            hop_context?: components["schemas"]["HopContext"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description An item of a thread that another app owns: messages, echoes, reads, deliveries, postbacks without payload,
         *     reactions. The app must not answer it; handover items never come here. Source: Messenger Platform docs, standby
         *     reference.
         */
        StandbyItem: components["schemas"]["MessagingItem"] & ({
            pass_thread_control?: never;
            take_thread_control?: never;
            request_thread_control?: never;
            app_roles?: never;
        } & {
            [key: string]: unknown;
        });
        /** @description A change in the general form of Graph webhooks. Source: Graph API docs, Webhooks. */
        Change: {
            /** @description The subscribed field. */
            field: string;
            /** @description What changed. For messaging fields the body of a messaging item, often with all scalars as strings. */
            value?: {
                [key: string]: unknown;
            } | string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A handover item inside a change; `app_roles` comes without a sender. Source: Graph API reference, Webhooks, object
         *     instagram.
         */
        HandoverChange: {
            sender?: components["schemas"]["Sender"];
            recipient: components["schemas"]["ItemRecipient"];
            /** @description Seconds or milliseconds; a value below 1e11 is in seconds. May be a numeric string. */
            timestamp: number | string;
            pass_thread_control?: components["schemas"]["PassThreadControl"];
            take_thread_control?: components["schemas"]["TakeThreadControl"];
            request_thread_control?: components["schemas"]["RequestThreadControl"];
            app_roles?: components["schemas"]["AppRoles"];
        } & {
            [key: string]: unknown;
        };
        /** @description The thread was passed to this app. Source: Messenger Platform docs, messaging_handovers reference. */
        PassThreadControl: {
            /** @description The app that passed the thread; null if the thread was idle, absent in old events. */
            previous_owner_app_id?: components["schemas"]["WireId"] | null;
            /** @description App that owns the thread now. */
            new_owner_app_id: components["schemas"]["WireId"];
            metadata?: components["schemas"]["EventMetadata"];
        } & {
            [key: string]: unknown;
        };
        /** @description The thread was taken from this app. Source: Messenger Platform docs, messaging_handovers reference. */
        TakeThreadControl: {
            /** @description App that lost the thread. */
            previous_owner_app_id: components["schemas"]["WireId"] | null;
            /** @description App that owns the thread now; may be missing. */
            new_owner_app_id?: components["schemas"]["WireId"] | null;
            metadata?: components["schemas"]["EventMetadata"];
        } & {
            [key: string]: unknown;
        };
        /** @description Another app asks this one for the thread. Source: Messenger Platform docs, messaging_handovers reference. */
        RequestThreadControl: {
            /** @description The app that asks. A pass to it grants the request. */
            requested_owner_app_id: components["schemas"]["WireId"];
            metadata?: components["schemas"]["EventMetadata"];
        } & {
            [key: string]: unknown;
        };
        /** @description Note of the other app. Absent, null and the empty string all mean that there is none. */
        EventMetadata: string | null;
        /**
         * @description The current roles of apps by their ids; about a page, not a thread. Source: Messenger Platform docs,
         *     messaging_handovers reference.
         */
        AppRoles: {
            [key: string]: (("primary_receiver" | "secondary_receiver") | string)[];
        };
        /**
         * @description A message from the person, or with `is_echo` one that the page sent. Source: Messenger Platform docs, messages and
         *     message_echoes references.
         */
        Message: {
            /** @description Id of the message, opaque. */
            mid: string;
            /** @description Text; absent for media alone. */
            text?: string;
            /** @description The quick reply that was tapped; `text` holds its title. */
            quick_reply?: {
                /** @description Payload of the quick reply. */
                payload: string;
            } & {
                [key: string]: unknown;
            };
            reply_to?: components["schemas"]["RepliedTo"];
            /** @description Media, shares, places. */
            attachments?: components["schemas"]["Attachment"][];
            referral?: components["schemas"]["MessageReferral"];
            /** @description Slash commands in the text. */
            commands?: ({
                /** @description Name of the command. */
                name?: string;
            } & {
                [key: string]: unknown;
            })[];
            /** @description The page sent it. */
            is_echo?: boolean;
            /** @description In an echo, the app that sent it; an inbox id for people; absent for some automations. */
            app_id?: components["schemas"]["WireId"];
            /** @description Of an echo, what the sending app put into `message.metadata`. */
            metadata?: string;
            /** @description Of an echo, Meta's automation wrote it. */
            ai_generated?: boolean;
            /** @description The message was unsent; one page of Meta's documentation prints it as a string. */
            is_deleted?: boolean | ("true" | "false");
            /** @description The content is not exposed. */
            is_unsupported?: boolean;
            /** @description Instagram: the account wrote to itself. */
            is_self?: boolean;
        } & {
            [key: string]: unknown;
        };
        /** @description The message or story that this one answers. */
        RepliedTo: {
            /** @description The message. */
            mid?: string;
            /** @description A message of one's own. */
            is_self_reply?: boolean;
            /** @description Instagram: a story. */
            story?: {
                /** @description Id of the story. */
                id?: components["schemas"]["WireId"];
                /** @description Address of the story. */
                url?: string;
                /** @description Address on the story's link sticker. */
                link_sticker_url?: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description Media, a share or a place. Source: Messenger Platform docs, messages reference. */
        Attachment: {
            /** @description What it is. */
            type: "image" | "video" | "audio" | "file" | "sticker" | "reel" | "ig_reel" | "post" | "ig_post" | "template" | "fallback" | "appointment_booking" | "location" | "share" | "story_mention" | "ephemeral" | (string & {});
            /** @description Title of a fallback attachment. */
            title?: string | null;
            /** @description Address of a fallback attachment. */
            url?: string | null;
            /** @description Its content; null for some fallbacks. */
            payload?: components["schemas"]["AttachmentPayload"] | null;
        } & {
            [key: string]: unknown;
        };
        /** @description Content of an attachment. */
        AttachmentPayload: {
            /** @description Address of the media. */
            url?: string | null;
            /** @description Title. */
            title?: string | null;
            /** @description Id of the sticker. */
            sticker_id?: components["schemas"]["WireId"];
            /** @description In an echo, the id of the uploaded media. */
            attachment_id?: components["schemas"]["WireId"];
            /** @description Id of the reel. */
            reel_video_id?: components["schemas"]["WireId"];
            /** @description Id of the Instagram post. */
            ig_post_media_id?: components["schemas"]["WireId"];
            /** @description A place. */
            coordinates?: {
                /** @description Latitude in degrees. */
                lat?: number;
                /** @description Longitude in degrees. */
                long?: number;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description A product, or the ad that led to the message. */
        MessageReferral: components["schemas"]["Referral"] | ({
            /** @description The product. */
            product: {
                /** @description Id of the product. */
                id?: components["schemas"]["WireId"];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        });
        /** @description The person changed a message. Source: Messenger Platform docs, message_edits reference. */
        MessageEdit: {
            /** @description The message. */
            mid: string;
            /** @description Its text now. */
            text: string;
            /** @description How often it was changed. */
            num_edit: number;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A tap on a button. On standby without `payload`; the app that sent the button gets the payload even when another
         *     app owns the thread. Source: Messenger Platform docs, messaging_postbacks and standby references.
         */
        Postback: {
            /** @description Id of the tap, since Graph v11. */
            mid?: string;
            /** @description Label of the button. */
            title?: string;
            /** @description Payload of the button. */
            payload?: string;
            referral?: components["schemas"]["Referral"];
        } & {
            [key: string]: unknown;
        };
        /** @description A reaction to a message. Source: Messenger Platform docs, message_reactions reference. */
        Reaction: {
            /** @description The message. */
            mid: string;
            /** @description Given or withdrawn. */
            action: "react" | "unreact" | (string & {});
            /** @description Name of the reaction; absent in an unreact. */
            reaction?: "smile" | "angry" | "sad" | "wow" | "love" | "like" | "dislike" | "laugh" | "other" | (string & {});
            /** @description The character; absent on unreact. */
            emoji?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description The person read: everything up to a time, on Instagram one message. Source: Messenger Platform docs, message_reads
         *     reference.
         */
        Read: {
            /** @description Milliseconds up to which everything was read. */
            watermark?: number;
            /** @description Sequence number of old events. */
            seq?: number;
            /** @description Instagram: the message that was read. */
            mid?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description Messages of the page reached a device. Source: Messenger Platform docs, message_deliveries reference. */
        Delivery: {
            /** @description The messages; may be absent. */
            mids?: string[];
            /** @description Milliseconds up to which everything was delivered. */
            watermark: number;
            /** @description Sequence number of old events. */
            seq?: number;
        } & {
            [key: string]: unknown;
        };
        /** @description How the person came to the thread. Source: Messenger Platform docs, messaging_referrals reference. */
        Referral: {
            /** @description The `ref` of an m.me or ig.me link. */
            ref?: string;
            /** @description Entry point. */
            source?: "SHORTLINK" | "SHORTLINKS" | "ADS" | "MESSENGER_CODE" | "DISCOVER_TAB" | "CUSTOMER_CHAT_PLUGIN" | (string & {});
            /** @description Kind of the referral. */
            type?: "OPEN_THREAD" | (string & {});
            /** @description The ad. */
            ad_id?: components["schemas"]["WireId"];
            /** @description Page of the chat plugin. */
            referer_uri?: string;
            /** @description The person is a guest of the chat plugin. */
            is_guest_user?: boolean;
            /** @description About the ad. */
            ads_context_data?: {
                /** @description Title of the ad. */
                ad_title?: string;
                /** @description Picture of the ad. */
                photo_url?: string;
                /** @description Video of the ad. */
                video_url?: string;
                /** @description Post of the ad. */
                post_id?: string;
                /** @description Product of the ad. */
                product_id?: string;
                /** @description Welcome message flow of the ad. */
                flow_id?: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description The person agreed to be written to. Source: Messenger Platform docs, messaging_optins reference. */
        Optin: {
            /** @description What the person agreed to. */
            type?: "notification_messages" | "one_time_notif_req" | (string & {});
            /** @description Payload of the question. */
            payload?: string;
            /** @description The `data-ref` of the plugin. */
            ref?: string;
            /** @description Reference of the checkbox plugin. */
            user_ref?: string;
            /** @description Title of the question. */
            title?: string;
            /** @description Token for one notification. */
            one_time_notif_token?: string;
            /** @description Token for marketing messages. */
            notification_messages_token?: string;
            /** @description How often they may come. */
            notification_messages_frequency?: string;
            /** @description Time zone of the person. */
            notification_messages_timezone?: string;
            /** @description Set when the person stops or resumes them. */
            notification_messages_status?: "STOP_NOTIFICATIONS" | "STOP NOTIFICATIONS" | "STOP" | "RESUME_NOTIFICATIONS" | (string & {});
            /** @description When the token expires. Milliseconds; a value below 1e11 is in seconds. May be a numeric string. */
            token_expiry_timestamp?: number | string;
            /** @description State of the token. */
            user_token_status?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description The person linked or unlinked an account. Source: Messenger Platform docs, messaging_account_linking reference. */
        AccountLinking: {
            /** @description What happened. */
            status: "linked" | "unlinked" | (string & {});
            /** @description Code that the linking page handed over. */
            authorization_code?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description The page was warned, blocked or unblocked. No sender. Source: Messenger Platform docs, messaging_policy_enforcement
         *     reference.
         */
        PolicyEnforcement: {
            /** @description What Meta did. */
            action: "warning" | "block" | "unblock" | (string & {});
            /** @description Why. */
            reason?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description Answer to a question. */
        FeedbackAnswer: {
            /** @description csat, nps, ces or free_form. */
            type?: string;
            /** @description The answer. */
            payload?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description Answer to a question and to its follow-up. */
        FeedbackQuestion: components["schemas"]["FeedbackAnswer"] & ({
            follow_up?: components["schemas"]["FeedbackAnswer"];
        } & {
            [key: string]: unknown;
        });
        /** @description The person filled in a feedback template. Source: Messenger Platform docs, messaging_feedback reference. */
        MessagingFeedback: {
            /** @description The screens. */
            feedback_screens: ({
                /** @description Which screen. */
                screen_id?: number | string;
                /** @description Answers by the ids of the questions. */
                questions?: {
                    [key: string]: components["schemas"]["FeedbackQuestion"];
                };
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        /** @description The person rated an automated answer. Source: Messenger Platform docs, response_feedback reference. */
        ResponseFeedback: {
            /** @description The rating. */
            feedback: string;
            /** @description The message that was rated. */
            mid: string;
        } & {
            [key: string]: unknown;
        };
        /** @description The person filled in a form. Source: Messenger Platform docs, messaging_customer_information reference. */
        CustomerInformation: {
            /** @description The screens. */
            screens: ({
                /** @description Which screen. */
                screen_id?: string;
                /** @description The answers. */
                responses?: ({
                    /** @description What was asked. */
                    key?: string;
                    /** @description What was answered. */
                    value?: string;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        /** @description The person sent a cart. Source: Messenger Platform docs, send_cart reference. */
        Order: {
            /** @description What is in the cart. */
            products: ({
                /** @description Id of the product. */
                id?: components["schemas"]["WireId"];
                /** @description Id in the seller's catalogue. */
                retailer_id?: string;
                /** @description Name. */
                name?: string;
                /** @description Price of one in the currency. */
                unit_price?: number;
                /** @description Currency, ISO 4217. */
                currency?: string;
                /** @description How many. */
                quantity: number;
            } & {
                [key: string]: unknown;
            })[];
            /** @description Note of the person. */
            note?: string;
            /** @description Where the cart was made. */
            source?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description The person played an Instant Game. Source: Messenger Platform docs, messaging_game_plays reference. */
        GamePlay: {
            /** @description The game. */
            game_id: components["schemas"]["WireId"];
            /** @description The player. */
            player_id: components["schemas"]["WireId"];
            /** @description Where it was played. */
            context_type?: string;
            /** @description Id of that place. */
            context_id?: components["schemas"]["WireId"];
            /** @description Points. */
            score?: number;
            /** @description Data of the game. */
            payload?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A body that Meta no longer documents, or never did. */
        Undocumented: {
            [key: string]: unknown;
        };
        /** @description A message from the person. */
        MessageItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "message">;
        /** @description The person or the page unsent a message. */
        MessageDeletedItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "message"> & ({
            /** @description The deleted message. */
            message: {
                is_deleted: components["schemas"]["TrueOrText"];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        });
        /** @description A message that the page sent; sender and recipient are swapped. */
        EchoItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "message"> & ({
            /** @description The message that was sent. */
            message: {
                /**
                 * @description Always true.
                 * @constant
                 */
                is_echo: true;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        });
        /** @description A tap on a button. */
        PostbackItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "postback"> & ({
            /** @description The tap, with its payload. */
            postback: {
                /** @description Payload of the button. */
                payload: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        });
        /** @description A message that the person changed. */
        MessageEditItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "message_edit">;
        /** @description A reaction, or the end of one. */
        ReactionItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "reaction">;
        /** @description The person read. */
        ReadItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "read">;
        /** @description Messages reached a device; some come without a timestamp. */
        DeliveryItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "delivery">;
        /** @description The person came to an existing thread by a link or an ad. */
        ReferralItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "referral">;
        /** @description The person agreed to be written to. */
        OptinItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "optin">;
        /** @description The person withdrew; the body is undocumented. */
        OptoutItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "optout">;
        /** @description An account was linked or unlinked. */
        AccountLinkingItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "account_linking">;
        /** @description The thread was passed to this app. */
        PassThreadControlItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "pass_thread_control">;
        /** @description The thread was taken from this app. */
        TakeThreadControlItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "take_thread_control">;
        /** @description Another app asks for the thread. */
        RequestThreadControlItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "request_thread_control">;
        /** @description Roles of apps were changed in page settings; no sender. */
        AppRolesItem: WithRequired<components["schemas"]["MessagingItem"], "timestamp" | "app_roles">;
        /** @description The page was warned, blocked or unblocked; no sender. */
        PolicyEnforcementItem: WithRequired<components["schemas"]["MessagingItem"], "timestamp" | "policy_enforcement">;
        /** @description The page was warned, blocked or unblocked, in the older spelling; no sender. */
        PolicyEnforcementOldItem: WithRequired<components["schemas"]["MessagingItem"], "timestamp" | "policy-enforcement">;
        /** @description A feedback template was filled in. */
        MessagingFeedbackItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "messaging_feedback">;
        /** @description An automated answer was rated. */
        ResponseFeedbackItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "response_feedback">;
        /** @description A form was filled in. */
        CustomerInformationItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "messaging_customer_information">;
        /** @description A cart was sent. */
        OrderItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "order">;
        /** @description A game was played. */
        GamePlayItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "game_play">;
        /** @description A payment of the retired shop features. */
        PaymentItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "payment">;
        /** @description A cart before payment, of the retired shop features. */
        PreCheckoutItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "pre_checkout">;
        /** @description A new shipping address, of the retired shop features. */
        CheckoutUpdateItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "checkout_update">;
        /** @description A camera effect was used, of a retired feature. */
        BrandedCameraItem: WithRequired<components["schemas"]["MessagingItem"], "sender" | "timestamp" | "branded_camera">;
    };
    responses: {
        /** @description Received. Meta reads only the status and expects it within five seconds. */
        Received: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/plain": string;
            };
        };
    };
    parameters: {
        /**
         * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
         *     Webhooks.
         * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
         */
        Signature256: string;
        /**
         * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
         * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
         */
        Signature1: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    onMessage: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["MessageItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onMessageDeleted: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["MessageDeletedItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onEcho: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["EchoItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onMessageEdit: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["MessageEditItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onPostback: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["PostbackItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onReaction: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["ReactionItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onRead: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["ReadItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onDelivery: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["DeliveryItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onReferral: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["ReferralItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onOptin: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["OptinItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onOptout: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["OptoutItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onAccountLinking: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["AccountLinkingItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onPassThreadControl: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["PassThreadControlItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onTakeThreadControl: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["TakeThreadControlItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onRequestThreadControl: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["RequestThreadControlItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onAppRoles: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["AppRolesItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onPolicyEnforcement: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["PolicyEnforcementItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onPolicyEnforcementOld: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["PolicyEnforcementOldItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onMessagingFeedback: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["MessagingFeedbackItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onResponseFeedback: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["ResponseFeedbackItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onCustomerInformation: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["CustomerInformationItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onOrder: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["OrderItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onGamePlay: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["GamePlayItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onPayment: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["PaymentItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onPreCheckout: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["PreCheckoutItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onCheckoutUpdate: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["CheckoutUpdateItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onBrandedCamera: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        messaging: components["schemas"]["BrandedCameraItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onStandby: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The items. */
                        standby: components["schemas"]["StandbyItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onChanges: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The changes. */
                        changes: components["schemas"]["Change"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onEntryLists: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description Items of thread control. */
                        messaging_handovers?: components["schemas"]["MessagingItem"][];
                        /** @description Opt-ins. */
                        messaging_optins?: components["schemas"]["OptinItem"][];
                        /** @description Opt-ins, under the name in the singular. */
                        messaging_optin?: components["schemas"]["OptinItem"][];
                        /** @description Taps. */
                        messaging_postbacks?: components["schemas"]["PostbackItem"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onCalls: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The calls. */
                        calls: components["schemas"]["Undocumented"][];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onCallPermissionReply: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        call_permission_reply: components["schemas"]["Undocumented"];
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onEntryChange: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Messenger Platform docs,
                 *     Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
                /**
                 * @description `sha1=` and the hex HMAC-SHA1 of the raw body: the older form. Source: Messenger Platform docs, Webhooks.
                 * @example sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0
                 */
                "X-Hub-Signature"?: components["parameters"]["Signature1"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Envelope"] & ({
                    /** @description One for each page. */
                    entry?: ({
                        /** @description The subscribed field. */
                        field: string;
                        value?: unknown;
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                });
            };
        };
        responses: {
            200: components["responses"]["Received"];
        };
    };
    onVerification: {
        parameters: {
            query: {
                /**
                 * @description Always `subscribe`.
                 * @example subscribe
                 */
                "hub.mode": "subscribe";
                /**
                 * @description The token from the app's settings.
                 * @example verify-me
                 */
                "hub.verify_token": string;
                /**
                 * @description The text to answer with.
                 * @example 1158201444
                 */
                "hub.challenge": string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The challenge. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The token or the mode is wrong. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};
