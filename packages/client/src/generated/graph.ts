// Generated from openapi/handover.yaml by scripts/generate.mjs. Do not edit: change the description and run it again.
export interface paths {
    "/{pageId}/pass_thread_control": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pass a thread to another app
         * @description The owner hands the thread over; in an idle thread any connected app may. The target gets a
         *     `pass_thread_control` delivery. Refused with 100/2018151 if the caller is not the owner, and with 100/2018164 if
         *     the app id is not connected to the page. Source: Messenger Platform docs, Conversation Routing.
         */
        post: operations["passThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/take_thread_control": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a thread from its owner
         * @description Works with Conversation Routing on, for an app whose toggle in page settings allows it. The app that lost the
         *     thread gets a `take_thread_control` delivery; if the thread was idle, nothing is delivered. Refused with
         *     27/2018464 while routing is off, and with 27/1893035 if the caller already owns the thread. Source: Messenger
         *     Platform docs, Conversation Routing.
         */
        post: operations["takeThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/request_thread_control": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the owner for a thread
         * @description Works while routing is off. The owner gets a `request_thread_control` delivery and may pass the thread; success
         *     means "asked", not "granted". In an idle thread the caller gets control at once, with a `pass_thread_control`
         *     delivery. Source: Messenger Platform docs, Conversation Routing; Instagram Messaging docs, Conversation Control
         *     APIs.
         */
        post: operations["requestThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/release_thread_control": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a thread up
         * @description The owner releases the thread, which becomes idle; with routing on, the default app answers the next message.
         *     Nothing is delivered. Refused with code 100 if the caller is not the owner. Source: Messenger Platform docs,
         *     Conversation Routing.
         */
        post: operations["releaseThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/extend_thread_control": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a thread for longer
         * @description The owner's control ends `duration` seconds from now, at most seven days. The messaging window does not change.
         *     Nothing is delivered. Source: Messenger Platform docs, Conversation Routing.
         */
        post: operations["extendThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/thread_owner": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        /**
         * Who owns a thread
         * @description The owner and the default app see the owner's app id and the end of its control; other apps see only the end.
         *     For an idle thread the list is empty. Some pages refuse the look-up with code 100; the owner is then unknown.
         *     Source: Messenger Platform docs, Conversation Routing; the refusal was seen in practice.
         */
        get: operations["getThreadOwner"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/secondary_receivers": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        /**
         * The secondary receivers of a page
         * @description A leftover of the primary and secondary roles: only the primary receiver may ask (otherwise 2018171, 2018234).
         *     With Conversation Routing, expect an error or an empty list. Source: Messenger Platform docs, Handover Protocol
         *     (withdrawn); Graph API reference, Page.
         */
        get: operations["getSecondaryReceivers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/subscribed_apps": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        /**
         * Which apps are subscribed, and to what
         * @description The apps that get deliveries for the page. Source: Graph API reference, Page subscribed_apps.
         */
        get: operations["getSubscribedApps"];
        put?: never;
        /**
         * Subscribe the calling app
         * @description Replaces the complete list of fields of the calling app. A single unknown field makes Graph refuse all of them,
         *     with code 100. Needs pages_messaging, pages_manage_metadata and the MODERATE task. Source: Graph API reference,
         *     Page subscribed_apps.
         */
        post: operations["subscribeApp"];
        /**
         * End the subscription of the calling app
         * @description The calling app gets no more deliveries for the page. Source: Graph API reference, Page subscribed_apps.
         */
        delete: operations["unsubscribeApp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/messages": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message or a sender action
         * @description Sends as the page. Refused with 10/2018300 (on Instagram also 100/2534037) while another app owns the thread.
         *     `thread_control` passes or releases the thread once the message was accepted. Source: Messenger Platform docs,
         *     Send API reference, Sender Actions and Conversation Routing.
         */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/conversations": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        /**
         * Conversations of a page
         * @description `is_owner` says whether the calling app owns the thread, with Conversation Routing on only. Only the 20 newest
         *     messages of a conversation can be read, at two calls per second. Source: Messenger Platform docs, Conversations
         *     API.
         */
        get: operations["getConversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/personas": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        /**
         * The personas of a page
         * @description Messenger only. Source: Messenger Platform docs, Personas.
         */
        get: operations["getPersonas"];
        put?: never;
        /**
         * Create a persona
         * @description Meta fetches and hosts the picture, so it comes back under another address. A persona can't be changed: delete
         *     it and create another. Needs pages_messaging and the MESSAGING task. Source: Messenger Platform docs, Personas.
         */
        post: operations["createPersona"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{nodeId}": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description A page (`me` with its own token), a person or a persona.
                 * @example 804155501230077
                 */
                nodeId: components["schemas"]["NodeId"];
            };
            cookie?: never;
        };
        /**
         * A page's routing state, a person's profile, or a persona
         * @description The id decides what comes back. A page answers `fields=messaging_feature_status` (Messenger Platform docs,
         *     Conversation Routing), a person the fields of a profile (Messenger Platform docs, User Profile API), a persona
         *     its name and picture (Messenger Platform docs, Personas).
         */
        get: operations["getNode"];
        put?: never;
        post?: never;
        /**
         * Delete a persona
         * @description Messages already sent keep the persona's name and picture; the id can't be used again. Source: Messenger Platform
         *     docs, Personas.
         */
        delete: operations["deleteNode"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An id in decimal digits. */
        DecimalId: string;
        /** @description A decimal id, or `me` for the page of the token. */
        NodeId: string;
        /**
         * @description An id as Meta sends it: a string, in some places a JSON number. Compare ids as strings; numbers of 16 digits and
         *     more lose digits in a double.
         */
        WireId: string | number;
        /** @description Platform of a thread. */
        Platform: ("messenger" | "instagram" | "MESSENGER" | "INSTAGRAM") | string;
        /** @description Always true; one page of Meta's documentation prints it as a string. */
        TrueOrText: true | "true";
        /**
         * @description A note for the other app. It is one string: serialize JSON first. No limit is documented; avoid more than 1000
         *     characters. Source: Messenger Platform docs, Conversation Routing.
         */
        HandoverMetadata: string;
        /** @description The positions of the previous and the next page. Source, Graph API docs, Paginated Results. */
        Paging: {
            /** @description Cursors for the parameters `before` and `after`. */
            cursors?: {
                /** @description Cursor of the first entry. */
                before?: string;
                /** @description Cursor of the last entry. */
                after?: string;
            } & {
                [key: string]: unknown;
            };
            /** @description Address of the next page; absent on the last. */
            next?: string;
            /** @description Address of the page before; absent on the first. */
            previous?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description The person of the thread. */
        Recipient: {
            /** @description PSID, on Instagram IGSID. */
            id: components["schemas"]["DecimalId"];
        };
        /** @description Parameters of a pass. Source: Messenger Platform docs, Conversation Routing. */
        PassThreadControlRequest: {
            recipient: components["schemas"]["Recipient"];
            /**
             * @description The app that should own the thread; an inbox id is a valid target. If absent, the default app, with routing
             *     on.
             */
            target_app_id?: components["schemas"]["DecimalId"];
            metadata?: components["schemas"]["HandoverMetadata"];
            platform?: components["schemas"]["Platform"];
        };
        /** @description Parameters of a take. Source: Messenger Platform docs, Conversation Routing. */
        TakeThreadControlRequest: {
            recipient: components["schemas"]["Recipient"];
            metadata?: components["schemas"]["HandoverMetadata"];
            platform?: components["schemas"]["Platform"];
        };
        /** @description Parameters of a request for control. Source: Messenger Platform docs, Conversation Routing. */
        RequestThreadControlRequest: {
            recipient: components["schemas"]["Recipient"];
            metadata?: components["schemas"]["HandoverMetadata"];
            platform?: components["schemas"]["Platform"];
        };
        /** @description Parameters of a release. Source: Messenger Platform docs, Conversation Routing. */
        ReleaseThreadControlRequest: {
            recipient: components["schemas"]["Recipient"];
            platform?: components["schemas"]["Platform"];
        };
        /** @description Parameters of an extension. Source: Messenger Platform docs, Conversation Routing. */
        ExtendThreadControlRequest: {
            recipient: components["schemas"]["Recipient"];
            /** @description Seconds from now until control ends, at most seven days. Always send it. */
            duration?: number;
            platform?: components["schemas"]["Platform"];
        };
        /** @description A successful call. */
        Success: {
            success: components["schemas"]["TrueOrText"];
        } & {
            [key: string]: unknown;
        };
        /** @description Answer to a handover call, in the current form or in that of 2022 to 2024. */
        HandoverAnswer: components["schemas"]["Success"] | components["schemas"]["ThreadOwnerList"];
        /** @description The owner of a thread. Apps that are neither the owner nor the default app see no app id. */
        ThreadOwner: {
            /** @description App that owns the thread. */
            app_id?: components["schemas"]["WireId"];
            /** @description Unix seconds at which control ends. */
            expiration?: number;
        } & {
            [key: string]: unknown;
        };
        /** @description At most one owner, wrapped in a list. */
        ThreadOwnerList: {
            /** @description Empty while the thread is idle. */
            data: ({
                /** @description The owner, null or absent while the thread is idle. */
                thread_owner?: components["schemas"]["ThreadOwner"] | null;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Answer to a look-up of the owner: the current wrapped form, the bare form of the first documentation, or an
         *     empty object for an idle thread. Source: Messenger Platform docs, Conversation Routing.
         */
        ThreadOwnerAnswer: {
            /** @description Empty while the thread is idle. */
            data?: ({
                /** @description The owner, null or absent while the thread is idle. */
                thread_owner?: components["schemas"]["ThreadOwner"] | null;
            } & {
                [key: string]: unknown;
            })[];
            /** @description The owner in the bare form. */
            thread_owner?: components["schemas"]["ThreadOwner"] | null;
        } & {
            [key: string]: unknown;
        };
        /** @description An app with the role of a secondary receiver. */
        SecondaryReceiver: {
            /** @description App id. */
            id: components["schemas"]["WireId"];
            /** @description Name of the app. */
            name?: string;
            /** @description Address of the app. */
            link?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description One page of the secondary receivers. */
        SecondaryReceiverList: {
            /** @description The receivers. */
            data: components["schemas"]["SecondaryReceiver"][];
            paging?: components["schemas"]["Paging"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What an app may subscribe to. Instagram Login has its own names, some in the singular. Source: Graph API
         *     reference, Page subscribed_apps; Instagram Platform docs, Webhooks.
         */
        SubscribedField: ("affiliation" | "attire" | "awards" | "bio" | "birthday" | "business_integrity" | "call_permission_reply" | "call_settings_update" | "calls" | "category" | "checkins" | "comment_poll_response" | "company_overview" | "conversations" | "culinary_team" | "current_location" | "description" | "email" | "feature_access_list" | "feed" | "follow" | "founded" | "general_info" | "general_manager" | "group_feed" | "hometown" | "hours" | "inbox_labels" | "invalid_topic_placeholder" | "invoice_access_bank_slip_events" | "invoice_access_invoice_change" | "invoice_access_invoice_draft_change" | "invoice_access_onboarding_status_active" | "leadgen" | "leadgen_fat" | "leadgen_update" | "live_videos" | "local_delivery" | "location" | "marketing_message_clicks" | "marketing_message_deliveries" | "marketing_message_delivery_failed" | "marketing_message_echoes" | "marketing_message_reads" | "marketing_messages_subscriber_upload_status" | "mcom_invoice_change" | "members" | "mention" | "merchant_review" | "message_context" | "message_deliveries" | "message_echoes" | "message_edits" | "message_mention" | "message_reactions" | "message_reads" | "message_template_status_update" | "messages" | "messaging_account_linking" | "messaging_appointments" | "messaging_checkout_updates" | "messaging_customer_information" | "messaging_direct_sends" | "messaging_fblogin_account_linking" | "messaging_feedback" | "messaging_game_plays" | "messaging_handovers" | "messaging_in_thread_lead_form_submit" | "messaging_integrity" | "messaging_optins" | "messaging_optouts" | "messaging_payments" | "messaging_policy_enforcement" | "messaging_postbacks" | "messaging_pre_checkouts" | "messaging_referrals" | "mission" | "name" | "page_about_story" | "page_change_proposal" | "page_upcoming_change" | "parking" | "payment_options" | "payment_request_update" | "personal_info" | "personal_interests" | "phone" | "picture" | "price_range" | "product_review" | "products" | "public_transit" | "publisher_subscriptions" | "ratings" | "registration" | "response_feedback" | "send_cart" | "standby" | "story_poll_response" | "story_share" | "user_action" | "video_text_question_responses" | "videos" | "website" | "agent_messages" | "messaging_seen" | "messaging_handover" | "messaging_referral" | "message_edit" | "comments" | "live_comments" | "mentions" | "story_insights" | "creator_marketplace_projects" | "creator_marketplace_invited_creator_onboarding" | "delta" | "story_reactions" | "onboarding_welcome_message_series" | "share_to_story") | string;
        /** @description The new list of fields that the calling app subscribes to. */
        SubscribeRequest: {
            /** @description All fields, as a list or separated by commas. Fields left out are unsubscribed. */
            subscribed_fields: components["schemas"]["SubscribedField"][] | string;
        };
        /** @description An app that gets deliveries for the page. */
        SubscribedApp: {
            /** @description App id. */
            id: components["schemas"]["WireId"];
            /** @description Name of the app. */
            name?: string;
            /** @description Category of the app. */
            category?: string;
            /** @description Address of the app. */
            link?: string;
            /** @description What it is subscribed to. */
            subscribed_fields?: components["schemas"]["SubscribedField"][];
        } & {
            [key: string]: unknown;
        };
        /** @description One page of the subscribed apps. */
        SubscribedAppList: {
            /** @description The apps. */
            data: components["schemas"]["SubscribedApp"][];
            paging?: components["schemas"]["Paging"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description The recipient: one of these keys. Handover works only with `id`. Source: Messenger Platform docs, Send API
         *     reference.
         */
        SendRecipient: {
            /** @description PSID, on Instagram IGSID. */
            id?: components["schemas"]["DecimalId"];
            /** @description Reference of the checkbox plugin. */
            user_ref?: string;
            /** @description Comment to answer in private. */
            comment_id?: string;
            /** @description Visitor's post to answer in private. */
            post_id?: string;
            /** @description Telephone number of the person. */
            phone_number?: string;
            /** @description Token of an opt-in to marketing messages. */
            notification_messages_token?: string;
            /** @description Token of an opt-in to one notification. */
            one_time_notif_token?: string;
        };
        /** @description Media or a template. Media up to 25 MB, pictures up to 8 MB. */
        OutgoingAttachment: {
            /** @description What it is. */
            type: ("audio" | "file" | "image" | "template" | "video") | string;
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
            content_type: ("text" | "user_phone_number" | "user_email") | string;
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
        /** @description The quoted message. */
        ReplyTo: {
            /** @description Id of the quoted message. */
            mid: string;
        };
        /**
         * @description What happens to the thread after the message is accepted; with Conversation Routing on only. Such a pass carries
         *     no metadata. Source: Messenger Platform docs, Conversation Routing.
         */
        ThreadControlInstruction: {
            /** @description Pass to another app, or release. Absence means release, but send it anyway. */
            control_type?: ("pass" | "release") | string;
            /** @description Target of a pass; if absent, the default app. */
            app_id?: components["schemas"]["DecimalId"];
        };
        /** @description The reaction, and the message it belongs to. */
        ReactionTarget: {
            /** @description Id of the message. */
            message_id: string;
            /** @description The reaction, as a name or as the character; absent on unreact. */
            reaction?: string;
        };
        /** @description A sender action. Source: Messenger Platform docs, Sender Actions. */
        SenderAction: ("typing_on" | "typing_off" | "mark_seen" | "react" | "unreact") | string;
        /**
         * @description A message or a sender action, but not both (100/2018014); `react` needs `payload`. Source: Messenger Platform
         *     docs, Send API reference and Sender Actions.
         */
        SendRequest: {
            recipient: components["schemas"]["SendRecipient"];
            /**
             * @description Why the message is sent. RESPONSE and UPDATE within 24 hours after the person's last message or action;
             *     MESSAGE_TAG needs `tag`.
             */
            messaging_type?: ("RESPONSE" | "UPDATE" | "MESSAGE_TAG" | "UTILITY") | string;
            message?: components["schemas"]["OutgoingMessage"];
            sender_action?: components["schemas"]["SenderAction"];
            /** @description Message and reaction, for `react` and `unreact`. */
            payload?: components["schemas"]["ReactionTarget"] | string;
            /**
             * @description Reason to write outside the standard window. ACCOUNT_UPDATE, CONFIRMED_EVENT_UPDATE and POST_PURCHASE_UPDATE
             *     are refused since April 27, 2026.
             */
            tag?: ("HUMAN_AGENT" | "CUSTOMER_FEEDBACK") | string;
            /** @description How the person is notified of the message. REGULAR when absent. */
            notification_type?: ("REGULAR" | "SILENT_PUSH" | "NO_PUSH") | string;
            /** @description Persona that speaks. With a message; with typing_on and typing_off by the older documentation. */
            persona_id?: components["schemas"]["DecimalId"];
            reply_to?: components["schemas"]["ReplyTo"];
            thread_control?: components["schemas"]["ThreadControlInstruction"];
            /** @description Folder of the inbox that the thread belongs to. */
            folder?: "PARTNERSHIP" | string;
            /** @description What became of a suggested answer. */
            suggestion_action?: ("ACCEPT" | "DISMISS" | "IMPRESSION") | string;
        };
        /** @description Ids of the message and the recipient. */
        SendAnswer: {
            /** @description The person; absent for recipients that are not ids. */
            recipient_id?: components["schemas"]["WireId"];
            /** @description Id of the message; absent after a sender action. */
            message_id?: string;
            /** @description Id of the uploaded media. */
            attachment_id?: components["schemas"]["WireId"];
        } & {
            [key: string]: unknown;
        };
        /** @description A new persona. Source: Messenger Platform docs, Personas. */
        CreatePersonaRequest: {
            /** @description Name, at most 50 characters. */
            name: string;
            /** @description Address of the picture, up to 8 MB. */
            profile_picture_url: string;
        };
        /** @description A persona that was created. */
        CreatedPersona: {
            /** @description Id for `persona_id`. */
            id: components["schemas"]["WireId"];
        } & {
            [key: string]: unknown;
        };
        /** @description A name and a picture under which the page speaks. */
        Persona: {
            /** @description Id for `persona_id`. */
            id: components["schemas"]["WireId"];
            /** @description Name. */
            name: string;
            /** @description Address at which Meta hosts the picture. */
            profile_picture_url: string;
        } & {
            [key: string]: unknown;
        };
        /** @description One page of the personas. */
        PersonaList: {
            /** @description The personas. */
            data: components["schemas"]["Persona"][];
            paging?: components["schemas"]["Paging"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Which routing a page has: `msgr_multi_app` decides for Messenger, `ig_multi_app` for Instagram. Source:
         *     Messenger Platform docs, Conversation Routing.
         */
        MessagingFeatureStatus: {
            /**
             * @description The Handover Protocol of 2021 to 2025. It does not show roles: a page with one app and no default app
             *     answered true here and false for `msgr_multi_app`. By itself it is only a hint that routing is off.
             */
            hop_v2?: boolean;
            /** @description Conversation Routing on Messenger. */
            msgr_multi_app?: boolean;
            /** @description Conversation Routing on Instagram. */
            ig_multi_app?: boolean;
        } & {
            [key: string]: unknown;
        };
        /** @description A page and its routing. */
        PageStatus: {
            /** @description Page id. */
            id: components["schemas"]["WireId"];
            messaging_feature_status: components["schemas"]["MessagingFeatureStatus"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description A person, with the requested fields that the person shares. Source: Messenger Platform docs, User Profile API;
         *     Instagram Messaging docs, User Profile.
         */
        UserProfile: {
            messaging_feature_status?: never;
            profile_picture_url?: never;
            /** @description PSID or IGSID. */
            id: components["schemas"]["WireId"];
            /** @description Full name. */
            name?: string;
            /** @description First name. */
            first_name?: string;
            /** @description Last name. */
            last_name?: string;
            /** @description Address of the picture; it expires. */
            profile_pic?: string;
            /** @description Language and region. */
            locale?: string;
            /** @description Hours from UTC. */
            timezone?: number;
            /** @description Gender. */
            gender?: string;
            /** @description Instagram user name. */
            username?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A page's status, a person's profile or a persona, depending on the requested id. */
        Node: components["schemas"]["PageStatus"] | components["schemas"]["Persona"] | components["schemas"]["UserProfile"];
        /** @description The page or the person in a conversation. */
        ConversationParty: {
            /** @description Page id, PSID or IGSID. */
            id?: components["schemas"]["WireId"];
            /** @description Name on Messenger. */
            name?: string;
            /** @description Name on Instagram. */
            username?: string;
            /** @description Address that Messenger makes up. */
            email?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A message as it is read back. */
        ConversationMessage: {
            /** @description Id of the message, the `mid` of its delivery. */
            id: string;
            /** @description Time, ISO 8601. */
            created_time?: string;
            from?: components["schemas"]["ConversationParty"];
            /** @description The recipients. */
            to?: {
                /** @description The receiving side. */
                data?: components["schemas"]["ConversationParty"][];
            } & {
                [key: string]: unknown;
            };
            /** @description Text. */
            message?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description The newest messages, newest first. */
        ConversationMessageList: {
            /** @description The messages. */
            data: components["schemas"]["ConversationMessage"][];
            paging?: components["schemas"]["Paging"];
        } & {
            [key: string]: unknown;
        };
        /** @description A conversation of the page. */
        Conversation: {
            /** @description Id of the conversation; not a person's id. */
            id: string;
            /** @description Time of the last change, ISO 8601. */
            updated_time?: string;
            /** @description Address of the conversation in the inbox. */
            link?: string;
            /** @description The calling app owns the thread; with Conversation Routing on only. */
            is_owner?: boolean;
            messages?: components["schemas"]["ConversationMessageList"];
        } & {
            [key: string]: unknown;
        };
        /** @description One page of the conversations. */
        ConversationList: {
            /** @description The conversations. */
            data: components["schemas"]["Conversation"][];
            paging?: components["schemas"]["Paging"];
        } & {
            [key: string]: unknown;
        };
        /** @description What went wrong. Source: Graph API docs, Handle Errors. */
        GraphErrorBody: {
            /** @description For developers. May quote parameters, so it is unfit for logs. */
            message: string;
            /** @description Family of the error. */
            type: ("OAuthException" | "GraphMethodException" | "FacebookApiException" | "IGApiException") | string;
            /**
             * @description Main code; may be negative, and may be a string of digits. Some narrow codes come only here, such as
             *     2018247.
             */
            code: number | string;
            /** @description Narrower code; often absent. May be a string of digits. */
            error_subcode?: number | string;
            /** @description Title for people, in their language. */
            error_user_title?: string;
            /** @description Sentence for people, in their language. */
            error_user_msg?: string;
            /** @description The same call may succeed later. */
            is_transient?: boolean;
            /** @description Details. */
            error_data?: {
                [key: string]: unknown;
            } | string;
            /** @description What Meta's support asks for. */
            fbtrace_id?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A refusal. */
        ErrorEnvelope: {
            error: components["schemas"]["GraphErrorBody"];
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        /** @description Accepted. For a request this means "asked", not "granted". */
        HandoverAnswer: {
            headers: {
                Date: components["headers"]["Date"];
                "X-App-Usage": components["headers"]["AppUsage"];
                "X-Business-Use-Case-Usage": components["headers"]["BusinessUseCaseUsage"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["HandoverAnswer"];
            };
        };
        /** @description Done. */
        Success: {
            headers: {
                Date: components["headers"]["Date"];
                "X-App-Usage": components["headers"]["AppUsage"];
                "X-Business-Use-Case-Usage": components["headers"]["BusinessUseCaseUsage"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Success"];
            };
        };
        /**
         * @description Refused. The status is nearly always 400; 401, 403 and 5xx also occur. Decide by `error_subcode`, then by the
         *     message, then by `code`. A subcode may come with different main codes, and messages may be in the language of
         *     the page. 613/2018338, 613/1893016 and 4/2018354 are limits for one person: do not repeat the same call. Source:
         *     Graph API docs, Handle Errors; Messenger Platform docs, Common Error Codes.
         */
        Error: {
            headers: {
                Date: components["headers"]["Date"];
                "X-App-Usage": components["headers"]["AppUsage"];
                "X-Business-Use-Case-Usage": components["headers"]["BusinessUseCaseUsage"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
    };
    parameters: {
        /**
         * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
         * @example 804155501230077
         */
        PageId: components["schemas"]["NodeId"];
        /**
         * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
         *     so. Source: Graph API docs, Login Security.
         * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
         */
        AppSecretProof: string;
        /**
         * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
         *     after five minutes. Source: Graph API docs, Login Security.
         * @example 1764590400
         */
        AppSecretTime: string;
        /**
         * @description Platform of the thread; Messenger when absent.
         * @example instagram
         */
        Platform: components["schemas"]["Platform"];
        /**
         * @description Entries on one page of the list.
         * @example 25
         */
        Limit: number;
        /**
         * @description `paging.cursors.after` of the previous page.
         * @example QVFIUa
         */
        After: string;
        /**
         * @description `paging.cursors.before` of the next page.
         * @example QVFIUb
         */
        Before: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description Time of the answer by Meta's clock, in whole seconds.
         * @example Mon, 01 Dec 2025 12:00:00 GMT
         */
        Date: string;
        /**
         * @description How much of the app's limits is used, in percent, as JSON; calls are throttled at 100. Some answers lack it.
         *     Source: Graph API docs, Rate Limits.
         * @example {"call_count":28,"total_time":15,"total_cputime":12}
         */
        AppUsage: string;
        /**
         * @description The same per business object and kind of use, as JSON, with `estimated_time_to_regain_access` in minutes. Some
         *     answers lack it. Source: Graph API docs, Rate Limits.
         * @example {"804155501230077":[{"type":"messenger","call_count":95,"total_cputime":20,"total_time":20,"estimated_time_to_regain_access":7}]}
         */
        BusinessUseCaseUsage: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    passThreadControl: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PassThreadControlRequest"];
            };
        };
        responses: {
            200: components["responses"]["HandoverAnswer"];
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    takeThreadControl: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeThreadControlRequest"];
            };
        };
        responses: {
            200: components["responses"]["HandoverAnswer"];
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    requestThreadControl: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestThreadControlRequest"];
            };
        };
        responses: {
            200: components["responses"]["HandoverAnswer"];
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    releaseThreadControl: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseThreadControlRequest"];
            };
        };
        responses: {
            200: components["responses"]["HandoverAnswer"];
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    extendThreadControl: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtendThreadControlRequest"];
            };
        };
        responses: {
            200: components["responses"]["HandoverAnswer"];
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    getThreadOwner: {
        parameters: {
            query: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
                /**
                 * @description The person, as a plain id, not an object.
                 * @example 7312004455667788
                 */
                recipient: components["schemas"]["DecimalId"];
                /**
                 * @description Platform of the thread; Messenger when absent.
                 * @example instagram
                 */
                platform?: components["parameters"]["Platform"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The owner, or nothing for an idle thread. */
            200: {
                headers: {
                    Date: components["headers"]["Date"];
                    "X-App-Usage": components["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThreadOwnerAnswer"];
                };
            };
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    getSecondaryReceivers: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
                /**
                 * @description Comma-separated keys of the answer; `id`, `name` and `link` exist.
                 * @example id,name
                 */
                fields?: string;
                /**
                 * @description Platform of the thread; Messenger when absent.
                 * @example instagram
                 */
                platform?: components["parameters"]["Platform"];
                /**
                 * @description Entries on one page of the list.
                 * @example 25
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description `paging.cursors.after` of the previous page.
                 * @example QVFIUa
                 */
                after?: components["parameters"]["After"];
                /**
                 * @description `paging.cursors.before` of the next page.
                 * @example QVFIUb
                 */
                before?: components["parameters"]["Before"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the list. */
            200: {
                headers: {
                    Date: components["headers"]["Date"];
                    "X-App-Usage": components["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondaryReceiverList"];
                };
            };
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    getSubscribedApps: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
                /**
                 * @description Comma-separated keys of the answer.
                 * @example id,name,subscribed_fields
                 */
                fields?: string;
                /**
                 * @description Entries on one page of the list.
                 * @example 25
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description `paging.cursors.after` of the previous page.
                 * @example QVFIUa
                 */
                after?: components["parameters"]["After"];
                /**
                 * @description `paging.cursors.before` of the next page.
                 * @example QVFIUb
                 */
                before?: components["parameters"]["Before"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the list. */
            200: {
                headers: {
                    Date: components["headers"]["Date"];
                    "X-App-Usage": components["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscribedAppList"];
                };
            };
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    subscribeApp: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscribeRequest"];
            };
        };
        responses: {
            200: components["responses"]["Success"];
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    unsubscribeApp: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Success"];
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    sendMessage: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendRequest"];
            };
        };
        responses: {
            /** @description The message was accepted, or the action was done. */
            200: {
                headers: {
                    Date: components["headers"]["Date"];
                    "X-App-Usage": components["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SendAnswer"];
                };
            };
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    getConversations: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
                /**
                 * @description Platform of the thread; Messenger when absent.
                 * @example instagram
                 */
                platform?: components["parameters"]["Platform"];
                /**
                 * @description Only the conversation with this person.
                 * @example 7312004455667788
                 */
                user_id?: components["schemas"]["DecimalId"];
                /**
                 * @description Comma-separated keys of the answer, nested keys in braces.
                 * @example id,updated_time,is_owner,messages{id,created_time,from,to,message}
                 */
                fields?: string;
                /**
                 * @description Entries on one page of the list.
                 * @example 25
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description `paging.cursors.after` of the previous page.
                 * @example QVFIUa
                 */
                after?: components["parameters"]["After"];
                /**
                 * @description `paging.cursors.before` of the next page.
                 * @example QVFIUb
                 */
                before?: components["parameters"]["Before"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the list. */
            200: {
                headers: {
                    Date: components["headers"]["Date"];
                    "X-App-Usage": components["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationList"];
                };
            };
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    getPersonas: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
                /**
                 * @description Comma-separated keys of the answer.
                 * @example id,name,profile_picture_url
                 */
                fields?: string;
                /**
                 * @description Entries on one page of the list.
                 * @example 25
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description `paging.cursors.after` of the previous page.
                 * @example QVFIUa
                 */
                after?: components["parameters"]["After"];
                /**
                 * @description `paging.cursors.before` of the next page.
                 * @example QVFIUb
                 */
                before?: components["parameters"]["Before"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the list. */
            200: {
                headers: {
                    Date: components["headers"]["Date"];
                    "X-App-Usage": components["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonaList"];
                };
            };
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    createPersona: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the page, or `me` for the page of the token. Also for the Instagram account linked to the page.
                 * @example 804155501230077
                 */
                pageId: components["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePersonaRequest"];
            };
        };
        responses: {
            /** @description The id of the new persona. */
            200: {
                headers: {
                    Date: components["headers"]["Date"];
                    "X-App-Usage": components["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedPersona"];
                };
            };
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    getNode: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
                /** @description Comma-separated keys of the answer. */
                fields?: string;
                /**
                 * @description Platform of the thread; Messenger when absent.
                 * @example instagram
                 */
                platform?: components["parameters"]["Platform"];
            };
            header?: never;
            path: {
                /**
                 * @description A page (`me` with its own token), a person or a persona.
                 * @example 804155501230077
                 */
                nodeId: components["schemas"]["NodeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The node. */
            200: {
                headers: {
                    Date: components["headers"]["Date"];
                    "X-App-Usage": components["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Node"];
                };
            };
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    deleteNode: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say
                 *     so. Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Unix seconds at which the proof was made. With it, the proof covers the token, a `|` and this time, and expires
                 *     after five minutes. Source: Graph API docs, Login Security.
                 * @example 1764590400
                 */
                appsecret_time?: components["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                /**
                 * @description A page (`me` with its own token), a person or a persona.
                 * @example 804155501230077
                 */
                nodeId: components["schemas"]["NodeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Success"];
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
}
