// The public API of @handover/core. Written by `node scripts/api.mjs`: a change here is a change for users.

import { IncomingMessage, ServerResponse } from "node:http";
interface components$1 {
    schemas: {
        DecimalId: string;
        WireId: string | number;
        Timestamp: number;
        TrueOrText: true | "true";
        OutgoingAttachment: {
            type: "audio" | "file" | "image" | "template" | "video" | (string & {});
            payload?: {
                url?: string;
                is_reusable?: boolean;
                attachment_id?: components$1["schemas"]["DecimalId"];
                template_type?: string;
            } & {
                [key: string]: unknown;
            };
        };
        OutgoingQuickReply: {
            content_type: "text" | "user_phone_number" | "user_email" | (string & {});
            title?: string;
            payload?: string;
            image_url?: string;
        };
        OutgoingTemplate: {
            name: string;
            language: {
                code: string;
            } & {
                [key: string]: unknown;
            };
            components?: {
                [key: string]: unknown;
            }[];
        } & {
            [key: string]: unknown;
        };
        OutgoingMessage: {
            text?: string;
            attachment?: components$1["schemas"]["OutgoingAttachment"];
            attachments?: components$1["schemas"]["OutgoingAttachment"][];
            quick_replies?: components$1["schemas"]["OutgoingQuickReply"][];
            metadata?: string;
            template?: components$1["schemas"]["OutgoingTemplate"];
        };
        Envelope: {
            object: "page" | "instagram" | (string & {});
            entry: components$1["schemas"]["Entry"][];
        } & {
            [key: string]: unknown;
        };
        Entry: {
            id?: components$1["schemas"]["WireId"];
            uid?: components$1["schemas"]["WireId"];
            time?: number;
            messaging?: components$1["schemas"]["MessagingItem"][];
            standby?: components$1["schemas"]["StandbyItem"][];
            changes?: components$1["schemas"]["Change"][];
            hop_context?: components$1["schemas"]["HopContext"][] | components$1["schemas"]["HopContext"];
            sender?: components$1["schemas"]["Sender"];
            recipient?: components$1["schemas"]["ItemRecipient"];
            timestamp?: components$1["schemas"]["Timestamp"];
            field?: string;
        } & {
            [key: string]: unknown;
        };
        Sender: {
            id?: components$1["schemas"]["WireId"];
            user_ref?: string;
        } & {
            [key: string]: unknown;
        };
        ItemRecipient: {
            id: components$1["schemas"]["WireId"];
        } & {
            [key: string]: unknown;
        };
        HopContext: {
            app_id?: components$1["schemas"]["WireId"];
            metadata?: string;
        } & {
            [key: string]: unknown;
        };
        MessagingItem: {
            sender?: components$1["schemas"]["Sender"];
            recipient: components$1["schemas"]["ItemRecipient"];
            timestamp?: components$1["schemas"]["Timestamp"];
            pass_thread_control?: components$1["schemas"]["PassThreadControl"];
            take_thread_control?: components$1["schemas"]["TakeThreadControl"];
            request_thread_control?: components$1["schemas"]["RequestThreadControl"];
            app_roles?: components$1["schemas"]["AppRoles"];
            message?: components$1["schemas"]["Message"];
            message_edit?: components$1["schemas"]["MessageEdit"];
            postback?: components$1["schemas"]["Postback"];
            reaction?: components$1["schemas"]["Reaction"];
            referral?: components$1["schemas"]["Referral"];
            optin?: components$1["schemas"]["Optin"];
            optout?: components$1["schemas"]["Undocumented"];
            delivery?: components$1["schemas"]["Delivery"];
            read?: components$1["schemas"]["Read"];
            account_linking?: components$1["schemas"]["AccountLinking"];
            policy_enforcement?: components$1["schemas"]["PolicyEnforcement"];
            "policy-enforcement"?: components$1["schemas"]["PolicyEnforcement"];
            messaging_feedback?: components$1["schemas"]["MessagingFeedback"];
            response_feedback?: components$1["schemas"]["ResponseFeedback"];
            messaging_customer_information?: components$1["schemas"]["CustomerInformation"];
            order?: components$1["schemas"]["Order"];
            game_play?: components$1["schemas"]["GamePlay"];
            payment?: components$1["schemas"]["Undocumented"];
            pre_checkout?: components$1["schemas"]["Undocumented"];
            checkout_update?: components$1["schemas"]["Undocumented"];
            branded_camera?: components$1["schemas"]["Undocumented"];
            hop_context?: components$1["schemas"]["HopContext"];
        } & {
            [key: string]: unknown;
        };
        StandbyItem: components$1["schemas"]["MessagingItem"] & ({
            pass_thread_control?: never;
            take_thread_control?: never;
            request_thread_control?: never;
            app_roles?: never;
        } & {
            [key: string]: unknown;
        });
        Change: {
            field: string;
            value?: {
                [key: string]: unknown;
            } | string;
        } & {
            [key: string]: unknown;
        };
        HandoverChange: {
            sender?: components$1["schemas"]["Sender"];
            recipient: components$1["schemas"]["ItemRecipient"];
            timestamp: number | string;
            pass_thread_control?: components$1["schemas"]["PassThreadControl"];
            take_thread_control?: components$1["schemas"]["TakeThreadControl"];
            request_thread_control?: components$1["schemas"]["RequestThreadControl"];
            app_roles?: components$1["schemas"]["AppRoles"];
        } & {
            [key: string]: unknown;
        };
        PassThreadControl: {
            previous_owner_app_id?: components$1["schemas"]["WireId"] | null;
            new_owner_app_id: components$1["schemas"]["WireId"];
            metadata?: components$1["schemas"]["EventMetadata"];
        } & {
            [key: string]: unknown;
        };
        TakeThreadControl: {
            previous_owner_app_id: components$1["schemas"]["WireId"] | null;
            new_owner_app_id?: components$1["schemas"]["WireId"] | null;
            metadata?: components$1["schemas"]["EventMetadata"];
        } & {
            [key: string]: unknown;
        };
        RequestThreadControl: {
            requested_owner_app_id: components$1["schemas"]["WireId"];
            metadata?: components$1["schemas"]["EventMetadata"];
        } & {
            [key: string]: unknown;
        };
        EventMetadata: string | null;
        AppRoles: {
            [key: string]: (("primary_receiver" | "secondary_receiver") | string)[];
        };
        Message: {
            mid: string;
            text?: string;
            quick_reply?: {
                payload: string;
            } & {
                [key: string]: unknown;
            };
            reply_to?: components$1["schemas"]["RepliedTo"];
            attachments?: components$1["schemas"]["Attachment"][];
            referral?: components$1["schemas"]["MessageReferral"];
            commands?: ({
                name?: string;
            } & {
                [key: string]: unknown;
            })[];
            is_echo?: boolean;
            app_id?: components$1["schemas"]["WireId"];
            metadata?: string;
            ai_generated?: boolean;
            is_deleted?: boolean | ("true" | "false");
            is_unsupported?: boolean;
            is_self?: boolean;
        } & {
            [key: string]: unknown;
        };
        RepliedTo: {
            mid?: string;
            is_self_reply?: boolean;
            story?: {
                id?: components$1["schemas"]["WireId"];
                url?: string;
                link_sticker_url?: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        Attachment: {
            type: "image" | "video" | "audio" | "file" | "sticker" | "reel" | "ig_reel" | "post" | "ig_post" | "template" | "fallback" | "appointment_booking" | "location" | "share" | "story_mention" | "ephemeral" | (string & {});
            title?: string | null;
            url?: string | null;
            payload?: components$1["schemas"]["AttachmentPayload"] | null;
        } & {
            [key: string]: unknown;
        };
        AttachmentPayload: {
            url?: string | null;
            title?: string | null;
            sticker_id?: components$1["schemas"]["WireId"];
            attachment_id?: components$1["schemas"]["WireId"];
            reel_video_id?: components$1["schemas"]["WireId"];
            ig_post_media_id?: components$1["schemas"]["WireId"];
            coordinates?: {
                lat?: number;
                long?: number;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        MessageReferral: components$1["schemas"]["Referral"] | ({
            product: {
                id?: components$1["schemas"]["WireId"];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        });
        MessageEdit: {
            mid: string;
            text: string;
            num_edit: number;
        } & {
            [key: string]: unknown;
        };
        Postback: {
            mid?: string;
            title?: string;
            payload?: string;
            referral?: components$1["schemas"]["Referral"];
        } & {
            [key: string]: unknown;
        };
        Reaction: {
            mid: string;
            action: "react" | "unreact" | (string & {});
            reaction?: "smile" | "angry" | "sad" | "wow" | "love" | "like" | "dislike" | "laugh" | "other" | (string & {});
            emoji?: string;
        } & {
            [key: string]: unknown;
        };
        Read: {
            watermark?: number;
            seq?: number;
            mid?: string;
        } & {
            [key: string]: unknown;
        };
        Delivery: {
            mids?: string[];
            watermark: number;
            seq?: number;
        } & {
            [key: string]: unknown;
        };
        Referral: {
            ref?: string;
            source?: "SHORTLINK" | "SHORTLINKS" | "ADS" | "MESSENGER_CODE" | "DISCOVER_TAB" | "CUSTOMER_CHAT_PLUGIN" | (string & {});
            type?: "OPEN_THREAD" | (string & {});
            ad_id?: components$1["schemas"]["WireId"];
            referer_uri?: string;
            is_guest_user?: boolean;
            ads_context_data?: {
                ad_title?: string;
                photo_url?: string;
                video_url?: string;
                post_id?: string;
                product_id?: string;
                flow_id?: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        Optin: {
            type?: "notification_messages" | "one_time_notif_req" | (string & {});
            payload?: string;
            ref?: string;
            user_ref?: string;
            title?: string;
            one_time_notif_token?: string;
            notification_messages_token?: string;
            notification_messages_frequency?: string;
            notification_messages_timezone?: string;
            notification_messages_status?: "STOP_NOTIFICATIONS" | "STOP NOTIFICATIONS" | "STOP" | "RESUME_NOTIFICATIONS" | (string & {});
            token_expiry_timestamp?: number | string;
            user_token_status?: string;
        } & {
            [key: string]: unknown;
        };
        AccountLinking: {
            status: "linked" | "unlinked" | (string & {});
            authorization_code?: string;
        } & {
            [key: string]: unknown;
        };
        PolicyEnforcement: {
            action: "warning" | "block" | "unblock" | (string & {});
            reason?: string;
        } & {
            [key: string]: unknown;
        };
        FeedbackAnswer: {
            type?: string;
            payload?: string;
        } & {
            [key: string]: unknown;
        };
        FeedbackQuestion: components$1["schemas"]["FeedbackAnswer"] & ({
            follow_up?: components$1["schemas"]["FeedbackAnswer"];
        } & {
            [key: string]: unknown;
        });
        MessagingFeedback: {
            feedback_screens: ({
                screen_id?: number | string;
                questions?: {
                    [key: string]: components$1["schemas"]["FeedbackQuestion"];
                };
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        ResponseFeedback: {
            feedback: string;
            mid: string;
        } & {
            [key: string]: unknown;
        };
        CustomerInformation: {
            screens: ({
                screen_id?: string;
                responses?: ({
                    key?: string;
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
        Order: {
            products: ({
                id?: components$1["schemas"]["WireId"];
                retailer_id?: string;
                name?: string;
                unit_price?: number;
                currency?: string;
                quantity: number;
            } & {
                [key: string]: unknown;
            })[];
            note?: string;
            source?: string;
        } & {
            [key: string]: unknown;
        };
        GamePlay: {
            game_id: components$1["schemas"]["WireId"];
            player_id: components$1["schemas"]["WireId"];
            context_type?: string;
            context_id?: components$1["schemas"]["WireId"];
            score?: number;
            payload?: string;
        } & {
            [key: string]: unknown;
        };
        Undocumented: {
            [key: string]: unknown;
        };
        MessageItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "message">;
        MessageDeletedItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "message"> & ({
            message: {
                is_deleted: components$1["schemas"]["TrueOrText"];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        });
        EchoItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "message"> & ({
            message: {
                is_echo: true;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        });
        PostbackItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "postback"> & ({
            postback: {
                payload: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        });
        MessageEditItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "message_edit">;
        ReactionItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "reaction">;
        ReadItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "read">;
        DeliveryItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "delivery">;
        ReferralItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "referral">;
        OptinItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "optin">;
        OptoutItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "optout">;
        AccountLinkingItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "account_linking">;
        PassThreadControlItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "pass_thread_control">;
        TakeThreadControlItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "take_thread_control">;
        RequestThreadControlItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "request_thread_control">;
        AppRolesItem: WithRequired<components$1["schemas"]["MessagingItem"], "timestamp" | "app_roles">;
        PolicyEnforcementItem: WithRequired<components$1["schemas"]["MessagingItem"], "timestamp" | "policy_enforcement">;
        PolicyEnforcementOldItem: WithRequired<components$1["schemas"]["MessagingItem"], "timestamp" | "policy-enforcement">;
        MessagingFeedbackItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "messaging_feedback">;
        ResponseFeedbackItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "response_feedback">;
        CustomerInformationItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "messaging_customer_information">;
        OrderItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "order">;
        GamePlayItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "game_play">;
        PaymentItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "payment">;
        PreCheckoutItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "pre_checkout">;
        CheckoutUpdateItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "checkout_update">;
        BrandedCameraItem: WithRequired<components$1["schemas"]["MessagingItem"], "sender" | "timestamp" | "branded_camera">;
    };
    responses: {
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
        Signature256: string;
        Signature1: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
type WithRequired<T, K extends keyof T> = T & {
    [P in K]-?: T[P];
};
interface components {
    schemas: {
        WireId: string | number;
        Phone: string;
        UserId: string;
        Time: string | number;
        OutgoingMessage: {
            type: components["schemas"]["OutgoingType"];
            text?: components["schemas"]["OutgoingText"];
            image?: components["schemas"]["OutgoingMedia"];
            video?: components["schemas"]["OutgoingMedia"];
            audio?: components["schemas"]["OutgoingMedia"];
            document?: components["schemas"]["OutgoingMedia"];
            sticker?: components["schemas"]["OutgoingMedia"];
            location?: components["schemas"]["OutgoingLocation"];
            contacts?: components["schemas"]["OutgoingContacts"];
            interactive?: components["schemas"]["OutgoingInteractive"];
            template?: components["schemas"]["OutgoingTemplate"];
            reaction?: components["schemas"]["OutgoingReaction"];
        };
        OutgoingType: "text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "interactive" | "template" | "reaction" | (string & {});
        OutgoingText: {
            body: string;
            preview_url?: boolean;
        };
        OutgoingLocation: {
            latitude: number | string;
            longitude: number | string;
            name?: string;
            address?: string;
        };
        OutgoingContacts: {
            [key: string]: unknown;
        }[];
        OutgoingInteractive: {
            type: string;
        } & {
            [key: string]: unknown;
        };
        OutgoingTemplate: {
            name: string;
            language: {
                code: string;
            };
            components?: {
                [key: string]: unknown;
            }[];
        };
        OutgoingReaction: {
            message_id: string;
            emoji?: string;
        };
        OutgoingMedia: {
            id?: string;
            link?: string;
            caption?: string;
            filename?: string;
        };
        Envelope: {
            object: "whatsapp_business_account";
            entry: components["schemas"]["Entry"][];
        } & {
            [key: string]: unknown;
        };
        Entry: {
            id: components["schemas"]["WireId"];
            time?: number;
            changes: components["schemas"]["Change"][];
        } & {
            [key: string]: unknown;
        };
        Change: {
            field: "messages" | "smb_message_echoes" | "standby" | "messaging_handovers" | "history" | "smb_app_state_sync" | "account_update" | (string & {});
            value: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        MessagesDelivery: components["schemas"]["Envelope"] & ({
            entry?: ({
                changes?: ({
                    field?: "messages";
                    value?: components["schemas"]["MessagesValue"];
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        });
        MessagesValue: ({
            messaging_product?: "whatsapp";
            metadata: components["schemas"]["NumberMetadata"];
            contacts?: components["schemas"]["Contacts"];
            messages?: components["schemas"]["InboundMessage"][];
            statuses?: components["schemas"]["Status"][];
            errors?: components["schemas"]["Errors"];
            conversation_context?: components["schemas"]["ConversationContext"];
        } & {
            [key: string]: unknown;
        }) | ({
            messages: unknown;
        } & {
            [key: string]: unknown;
        }) | ({
            statuses: unknown;
        } & {
            [key: string]: unknown;
        }) | ({
            errors: unknown;
        } & {
            [key: string]: unknown;
        });
        NumberMetadata: {
            display_phone_number?: string;
            phone_number_id: components["schemas"]["WireId"];
        } & {
            [key: string]: unknown;
        };
        Contacts: components["schemas"]["Contact"][];
        Contact: {
            profile?: {
                name?: string;
                username?: string;
            } & {
                [key: string]: unknown;
            };
            wa_id?: components["schemas"]["Phone"];
            user_id?: components["schemas"]["UserId"];
            parent_user_id?: components["schemas"]["UserId"];
        } & {
            [key: string]: unknown;
        };
        InboundMessage: {
            from?: components["schemas"]["Phone"];
            from_user_id?: components["schemas"]["UserId"];
            id: string;
            timestamp: components["schemas"]["Time"];
            type: "text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "button" | "interactive" | "reaction" | "order" | "edit" | "revoke" | "system" | "unsupported" | (string & {});
            text?: components["schemas"]["TextContent"];
            button?: {
                text?: string;
                payload?: string;
            } & {
                [key: string]: unknown;
            };
            interactive?: {
                type: string;
                button_reply?: components["schemas"]["Choice"];
                list_reply?: components["schemas"]["Choice"];
            } & {
                [key: string]: unknown;
            };
            reaction?: {
                message_id: string;
                emoji?: string;
            } & {
                [key: string]: unknown;
            };
            order?: {
                catalog_id?: string;
                text?: string;
                product_items?: {
                    [key: string]: unknown;
                }[];
            } & {
                [key: string]: unknown;
            };
            edit?: components["schemas"]["Edit"];
            revoke?: components["schemas"]["Revoke"];
            system?: components["schemas"]["System"];
            context?: {
                id?: string;
                from?: string;
            } & {
                [key: string]: unknown;
            };
            referral?: {
                source_url?: string;
                source_id?: string;
                source_type?: string;
                ctwa_clid?: string;
            } & {
                [key: string]: unknown;
            };
            group_id?: string;
            errors?: components["schemas"]["Errors"];
        } & {
            [key: string]: unknown;
        };
        TextContent: {
            body?: string;
        } & {
            [key: string]: unknown;
        };
        Choice: {
            id?: string;
            title?: string;
            description?: string;
        } & {
            [key: string]: unknown;
        };
        Edit: {
            original_message_id: string;
            message?: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        Revoke: {
            original_message_id: string;
        } & {
            [key: string]: unknown;
        };
        System: {
            type: string;
            body?: string;
            wa_id?: components["schemas"]["Phone"];
            user_id?: components["schemas"]["UserId"];
            previous_user_id?: components["schemas"]["UserId"];
            parent_user_id?: components["schemas"]["UserId"];
            previous_parent_user_id?: components["schemas"]["UserId"];
        } & {
            [key: string]: unknown;
        };
        Status: {
            id: string;
            status: "sent" | "delivered" | "read" | "played" | "failed" | "deleted" | (string & {});
            timestamp: components["schemas"]["Time"];
            recipient_id?: components["schemas"]["Phone"];
            recipient_user_id?: components["schemas"]["UserId"];
            biz_opaque_callback_data?: string;
            errors?: components["schemas"]["Errors"];
        } & {
            [key: string]: unknown;
        };
        Errors: components["schemas"]["WireError"][];
        WireError: {
            code: number;
            title?: string;
            message?: string;
            error_data?: {
                details?: string;
            } & {
                [key: string]: unknown;
            };
            href?: string;
        } & {
            [key: string]: unknown;
        };
        ConversationContext: {
            type?: string;
            summary?: {
                text?: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        PhoneEchoesDelivery: components["schemas"]["Envelope"] & ({
            entry?: ({
                changes?: ({
                    field?: "smb_message_echoes";
                    value?: {
                        messaging_product?: "whatsapp";
                        metadata: components["schemas"]["NumberMetadata"];
                        contacts?: components["schemas"]["Contacts"];
                        message_echoes: components["schemas"]["PhoneEcho"][];
                    } & {
                        [key: string]: unknown;
                    };
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        });
        PhoneEcho: {
            from?: components["schemas"]["Phone"];
            to?: components["schemas"]["Phone"];
            to_user_id?: components["schemas"]["UserId"];
            to_parent_user_id?: components["schemas"]["UserId"];
            id: string;
            timestamp: components["schemas"]["Time"];
            type: string;
            text?: components["schemas"]["TextContent"];
            edit?: components["schemas"]["Edit"];
            revoke?: components["schemas"]["Revoke"];
            message_creation_type?: string;
        } & {
            [key: string]: unknown;
        };
        StandbyDelivery: components["schemas"]["Envelope"] & ({
            entry?: ({
                changes?: ({
                    field?: "standby";
                    value?: {
                        messaging_product?: "whatsapp";
                        metadata: components["schemas"]["NumberMetadata"];
                        standby: components["schemas"]["Standby"];
                    } & {
                        [key: string]: unknown;
                    };
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        });
        Standby: {
            contacts?: components["schemas"]["Contacts"];
            messages?: components["schemas"]["InboundMessage"][];
            message_echoes?: components["schemas"]["StandbyEcho"][];
            statuses?: components["schemas"]["Status"][];
        } & {
            [key: string]: unknown;
        };
        StandbyEcho: {
            id: string;
            timestamp: components["schemas"]["Time"];
            message: {
                to?: components["schemas"]["Phone"];
                recipient?: components["schemas"]["UserId"];
                type: string;
                text?: components["schemas"]["TextContent"];
            } & {
                [key: string]: unknown;
            };
            template?: {
                [key: string]: unknown;
            };
            flow?: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        HandoversDelivery: components["schemas"]["Envelope"] & ({
            entry?: ({
                changes?: ({
                    field?: "messaging_handovers";
                    value?: components["schemas"]["Handover"];
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        });
        Handover: ({
            messaging_product?: "whatsapp";
            sender?: {
                phone_number?: components["schemas"]["Phone"];
                wa_id?: components["schemas"]["Phone"];
                user_id?: components["schemas"]["UserId"];
            } & {
                [key: string]: unknown;
            };
            recipient: components["schemas"]["NumberMetadata"];
            type?: string;
            timestamp?: components["schemas"]["Time"];
            control_passed?: components["schemas"]["ControlChange"];
            control_taken?: components["schemas"]["ControlChange"];
            conversation_context?: components["schemas"]["ConversationContext"];
        } & {
            [key: string]: unknown;
        }) | ({
            control_passed: unknown;
        } & {
            [key: string]: unknown;
        }) | ({
            control_taken: unknown;
        } & {
            [key: string]: unknown;
        });
        ControlChange: {
            previous_owner_role?: string;
            new_owner_role?: string;
            previous_owner_app_id?: components["schemas"]["WireId"];
            previous_owner_app_role?: string;
            previous_owner?: {
                app_id?: components["schemas"]["WireId"];
                app_role?: string;
                business_id?: components["schemas"]["WireId"];
            } & {
                [key: string]: unknown;
            };
            metadata?: string;
            conversation_context?: components["schemas"]["ConversationContext"];
        } & {
            [key: string]: unknown;
        };
        OtherDelivery: components["schemas"]["Envelope"] & ({
            entry?: ({
                changes?: ({
                    field?: unknown;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        });
    };
    responses: never;
    parameters: {
        Signature256: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
type Platform = "messenger" | "instagram" | "whatsapp";
type Lane = "messaging" | "standby";
type WireItem = Readonly<Record<string, unknown>>;
interface EventBase<Kind extends string> {
    readonly kind: Kind;
    readonly lane: Lane;
    readonly standby: boolean;
    readonly platform: Platform;
    readonly pageId: string;
    readonly userId?: string;
    readonly aliases?: Aliases;
    readonly contact?: WhatsappContact;
    readonly userRef?: string;
    readonly timestamp: number;
    readonly id: string;
    readonly hopContext?: readonly HopContext[];
    readonly raw: WireItem;
}
interface Aliases {
    readonly waId?: string;
    readonly bsuid?: string;
    readonly parentBsuid?: string;
    readonly username?: string;
}
interface HopContext {
    readonly appId?: string;
    readonly metadata?: string;
    readonly [key: string]: unknown;
}
type Wire = components$1["schemas"];
type WhatsappWire = components["schemas"];
type WhatsappContact = WhatsappWire["Contact"];
type WhatsappError = WhatsappWire["WireError"];
type Attachment = Wire["Attachment"];
type ReplyTo = Wire["RepliedTo"];
type OrderProduct = Wire["Order"]["products"][number];
type AdsContextData = NonNullable<Wire["Referral"]["ads_context_data"]>;
interface Referral {
    readonly ref?: string;
    readonly source?: string;
    readonly type?: string;
    readonly adId?: string;
    readonly adsContextData?: AdsContextData;
    readonly refererUri?: string;
    readonly isGuestUser?: boolean;
}
interface OptinFields {
    readonly type?: string;
    readonly payload?: string;
    readonly title?: string;
    readonly ref?: string;
    readonly userRef?: string;
    readonly token?: string;
    readonly expiresAt?: Date;
    readonly status?: string;
}
interface MessageEvent extends EventBase<"message"> {
    readonly mid?: string;
    readonly text?: string;
    readonly attachments?: readonly Attachment[];
    readonly quickReplyPayload?: string;
    readonly replyTo?: ReplyTo;
    readonly referral?: Referral;
    readonly isUnsupported?: true;
    readonly summary?: string;
}
interface MessageDeletedEvent extends EventBase<"message_deleted"> {
    readonly mid: string;
    readonly of: "message" | "echo";
    readonly sentBy?: "phone";
}
interface EchoEvent extends EventBase<"echo"> {
    readonly mid?: string;
    readonly text?: string;
    readonly attachments?: readonly Attachment[];
    readonly replyTo?: ReplyTo;
    readonly appId?: string;
    readonly sentBy: "self" | "inbox" | "ai" | "app" | "phone" | "unknown";
    readonly metadata?: string;
}
interface PostbackEvent extends EventBase<"postback"> {
    readonly mid?: string;
    readonly title?: string;
    readonly payload?: string;
    readonly referral?: Referral;
}
interface ReactionEvent extends EventBase<"reaction"> {
    readonly mid?: string;
    readonly action?: string;
    readonly reaction?: string;
    readonly emoji?: string;
}
interface ReadEvent extends EventBase<"read"> {
    readonly watermark?: number;
    readonly mid?: string;
}
interface DeliveryEvent extends EventBase<"delivery"> {
    readonly watermark?: number;
    readonly mids?: readonly string[];
}
interface ReferralEvent extends EventBase<"referral">, Referral {
    readonly referral: Referral;
}
interface OptinEvent extends EventBase<"optin">, OptinFields {
}
interface OptinStoppedEvent extends EventBase<"optin_stopped">, OptinFields {
}
interface AccountLinkingEvent extends EventBase<"account_linking"> {
    readonly status?: string;
    readonly authorizationCode?: string;
}
interface MessageEditEvent extends EventBase<"message_edit"> {
    readonly mid?: string;
    readonly text?: string;
    readonly numEdit?: number;
    readonly sentBy?: "phone";
}
interface StatusEvent extends EventBase<"status"> {
    readonly mid?: string;
    readonly status?: string;
    readonly errors?: readonly WhatsappError[];
    readonly callbackData?: string;
}
interface UserChangedEvent extends EventBase<"user_changed"> {
    readonly previousUserId: string;
    readonly waId?: string;
}
interface RoleChange {
    readonly previousOwnerRole?: string;
    readonly newOwnerRole?: string;
    readonly summary?: string;
}
interface PassThreadControlEvent extends EventBase<"pass_thread_control">, RoleChange {
    readonly previousOwnerAppId: string | null;
    readonly newOwnerAppId?: string;
    readonly metadata?: string;
}
interface TakeThreadControlEvent extends EventBase<"take_thread_control">, RoleChange {
    readonly previousOwnerAppId: string | null;
    readonly newOwnerAppId?: string;
    readonly metadata?: string;
}
interface RequestThreadControlEvent extends EventBase<"request_thread_control"> {
    readonly requestedOwnerAppId: string;
    readonly metadata?: string;
}
interface AppRolesEvent extends EventBase<"app_roles"> {
    readonly roles: Readonly<Record<string, readonly string[]>>;
}
interface PolicyEnforcementEvent extends EventBase<"policy_enforcement"> {
    readonly action?: string;
    readonly reason?: string;
}
interface FeedbackEvent extends EventBase<"feedback"> {
}
interface CustomerInformationEvent extends EventBase<"customer_information"> {
}
interface OrderEvent extends EventBase<"order"> {
    readonly products?: readonly OrderProduct[];
    readonly note?: string;
}
interface ChangeEvent extends EventBase<"change"> {
    readonly field?: string;
    readonly value?: unknown;
}
interface UnknownEvent extends EventBase<"unknown"> {
}
type HandoverEvent = MessageEvent | MessageDeletedEvent | EchoEvent | PostbackEvent | ReactionEvent | ReadEvent | DeliveryEvent | ReferralEvent | OptinEvent | OptinStoppedEvent | AccountLinkingEvent | MessageEditEvent | StatusEvent | UserChangedEvent | PassThreadControlEvent | TakeThreadControlEvent | RequestThreadControlEvent | AppRolesEvent | PolicyEnforcementEvent | FeedbackEvent | CustomerInformationEvent | OrderEvent | ChangeEvent | UnknownEvent;
type EventKind = HandoverEvent["kind"];
declare const EVENT_KINDS: readonly EventKind[];
type EventOf<Kind extends EventKind> = Extract<HandoverEvent, {
    kind: Kind;
}>;
declare const ANSWERABLE: ReadonlySet<EventKind>;
interface PageReference {
    readonly platform: Platform;
    readonly pageId: string;
}
interface ThreadReference {
    readonly pageId: string;
    readonly userId: string;
    readonly platform?: Platform;
}
interface PlatformFacts {
    readonly objectName: "page" | "instagram" | "whatsapp_business_account";
    readonly inbox: "page" | "instagram" | "phone";
    readonly inboxAppId: string;
    readonly hasThreadControl: boolean;
    readonly isClientOfThreadsPage: boolean;
    readonly ownershipFields: readonly string[];
    readonly hasSeveralIds: boolean;
    readonly echoesNameApp: boolean;
    readonly redeliversForMs: number;
    readonly textLimit: {
        readonly most: number;
        readonly unit: "characters" | "bytes";
        readonly lengthOf: (text: string) => number;
    };
}
declare const PLATFORMS: Readonly<Record<Platform, PlatformFacts>>;
declare const PAGE_INBOX_APP_ID: string;
declare const INSTAGRAM_INBOX_APP_ID: string;
declare const LEAD_ADS_APP_ID = "413038776280800";
declare const BUSINESS_AI_APP_ID = "622851382610562";
declare const BUSINESS_AI_CONTROL_APP_ID = "388207815496149";
interface CallOptions {
    readonly signal?: AbortSignal;
}
interface CallResult {
    readonly at: number;
}
type ThreadOwnerResult = {
    readonly state: "owned";
    readonly appId?: string;
    readonly expiresAt?: Date;
    readonly at?: number;
} | {
    readonly state: "idle";
    readonly at?: number;
};
type RoutingMode = "on" | "off" | "primary";
interface RoutingStatus {
    readonly mode: RoutingMode;
    readonly isGuess: boolean;
}
type OutgoingMessage = Readonly<components$1["schemas"]["OutgoingMessage"]>;
type WhatsappMessage = Readonly<components["schemas"]["OutgoingMessage"]>;
type AnyMessage = OutgoingMessage | WhatsappMessage;
interface SendMessageOptions extends CallOptions {
    readonly personaId?: string;
    readonly tag?: string;
    readonly messagingType?: string;
    readonly threadControl?: {
        readonly type: "pass";
        readonly appId?: string;
    } | {
        readonly type: "release";
    };
}
interface PagePersona {
    readonly id: string;
    readonly name: string;
}
interface PersonaClient {
    list(options?: CallOptions): Promise<readonly PagePersona[]>;
    create(persona: {
        readonly name: string;
        readonly profilePictureUrl: string;
    }, options?: CallOptions): Promise<{
        readonly id: string;
    }>;
}
interface PastMessage {
    readonly id: string;
    readonly createdAt: Date;
    readonly fromId: string;
}
interface PageSubscription {
    readonly id: string;
    readonly subscribedFields: readonly string[] | undefined;
}
declare const CLIENT_CALLS: readonly (keyof HandoverClient)[];
interface HandoverClient {
    readonly appId?: string | undefined;
    readonly pageId?: string;
    readonly platform?: Exclude<Platform, "whatsapp">;
    passThreadControl(userId: string, options?: CallOptions & {
        readonly targetAppId?: string;
        readonly metadata?: string;
    }): Promise<CallResult>;
    takeThreadControl(userId: string, options?: CallOptions & {
        readonly metadata?: string;
    }): Promise<CallResult>;
    requestThreadControl(userId: string, options?: CallOptions & {
        readonly metadata?: string;
    }): Promise<CallResult>;
    releaseThreadControl(userId: string, options?: CallOptions): Promise<CallResult>;
    extendThreadControl(userId: string, options: CallOptions & {
        readonly durationSeconds: number;
    }): Promise<CallResult>;
    getThreadOwner(userId: string, options?: CallOptions): Promise<ThreadOwnerResult>;
    getRoutingMode(options?: CallOptions): Promise<RoutingMode>;
    getRoutingStatus?(options?: CallOptions): Promise<RoutingStatus>;
    sendMessage(userId: string, message: OutgoingMessage, options?: SendMessageOptions): Promise<{
        readonly messageId?: string;
        readonly at?: number;
    }>;
    sendAction(userId: string, action: "typing_on" | "typing_off" | "mark_seen", options?: CallOptions & {
        readonly personaId?: string;
        readonly messageId?: string;
    }): Promise<unknown>;
    readonly personas?: PersonaClient;
    getSubscriptions?(options?: CallOptions): Promise<readonly PageSubscription[]>;
    getLatestMessages?(userId: string, options?: CallOptions): Promise<readonly PastMessage[]>;
}
interface NumberClient {
    readonly appId?: string | undefined;
    readonly pageId?: string;
    readonly platform: "whatsapp";
    sendMessage(userId: string, message: OutgoingMessage, options?: SendMessageOptions): Promise<{
        readonly messageId?: string;
        readonly at?: number;
    }>;
    sendAction(userId: string, action: "typing_on" | "typing_off" | "mark_seen", options?: CallOptions & {
        readonly messageId?: string;
    }): Promise<unknown>;
    getSubscriptions?(options?: CallOptions): Promise<readonly PageSubscription[]>;
}
declare const NUMBER_CALLS: readonly (keyof NumberClient)[];
type BotClient = HandoverClient | NumberClient;
type OptionalCall = "personas" | "getRoutingStatus" | "getSubscriptions" | "getLatestMessages";
interface PageClient extends Omit<HandoverClient, "pageId" | "platform" | "getRoutingMode" | "sendMessage" | OptionalCall> {
    sendMessage(userId: string, message: AnyMessage, options?: SendMessageOptions): Promise<{
        readonly messageId?: string;
        readonly at?: number;
    }>;
    getRoutingStatus(options?: CallOptions): Promise<RoutingStatus>;
    readonly personas: {
        list(...args: Parameters<PersonaClient["list"]>): Promise<readonly PagePersona[] | undefined>;
        create(...args: Parameters<PersonaClient["create"]>): Promise<{
            readonly id: string;
        } | undefined>;
    };
    getSubscriptions(options?: CallOptions): Promise<readonly PageSubscription[] | undefined>;
    getLatestMessages(userId: string, options?: CallOptions): Promise<readonly PastMessage[] | undefined>;
}
interface Seen {
    readonly at: number;
    readonly rank: number;
    readonly tie: string;
}
interface App {
    readonly says: "app";
    readonly appId: string;
}
type Said = App | {
    readonly says: "other";
} | {
    readonly says: "idle";
} | {
    readonly says: "unknown";
};
interface Marks {
    readonly event: Seen & App & ControlFrom<"pass" | "take"> & {
        readonly previous?: string;
        readonly metadata?: string;
    };
    readonly call: Seen & Exclude<Said, {
        says: "other";
    }> & ControlFrom<"call" | "lookup" | "refusal" | "local"> & {
        readonly begunAt: number;
        readonly seenAt: number;
        readonly rough?: true;
    };
    readonly other: Seen & {
        readonly says: "other";
    } & ControlFrom<"take" | "call" | "lookup" | "refusal" | "local">;
    readonly lane: Seen & {
        readonly says: Lane;
    };
    readonly person: Seen;
    readonly expiry: Seen & {
        readonly until?: number;
        readonly of?: string;
    };
    readonly inbox: Seen & App;
    readonly echo: Seen & App;
}
interface ControlFrom<Source extends string> {
    readonly source: Source;
}
type Register = keyof Marks;
type Observation = {
    readonly [Name in Register]?: Marks[Name];
};
interface ThreadRecord {
    readonly registers: Observation;
    readonly changes: number;
    readonly announced: number;
    readonly announcedOwner: string;
}
interface BeginEvent {
    readonly id: string;
    readonly thread?: string | undefined;
    readonly observation?: Observation | undefined;
    readonly sign?: {
        readonly by: "customer" | "human";
        readonly at: number;
    } | undefined;
}
interface BegunEvent {
    readonly claim: "claimed" | "leased" | "parked" | "done";
    readonly attempts: number;
    readonly firstAt: number;
    readonly record?: ThreadRecord;
    readonly journal?: Readonly<Record<string, string>>;
    readonly ahead?: readonly ParkedRun[];
}
interface ParkedRun {
    readonly id: string;
    readonly thread?: string;
    readonly body: string;
    readonly attempts: number;
    readonly firstAt: number;
    readonly record?: ThreadRecord;
    readonly journal?: Readonly<Record<string, string>>;
}
interface ParkEvent {
    readonly id: string;
    readonly thread?: string | undefined;
    readonly body: string;
}
interface Letter {
    readonly id: string;
    readonly thread?: string;
    readonly at: number;
    readonly body: string;
}
interface ListedThread {
    readonly thread: string;
    readonly owner: "self" | "others";
    readonly since: number;
    readonly customerAt?: number;
    readonly humanAt?: number;
}
interface Page<Item> {
    readonly items: readonly Item[];
    readonly cursor?: string;
}
interface EndEvent {
    readonly id: string;
    readonly outcome: "done" | "failed" | "dead";
    readonly letter?: {
        readonly thread?: string | undefined;
        readonly body: string;
    } | undefined;
}
interface Store {
    readonly isDurable: boolean;
    begin(events: readonly BeginEvent[], options: {
        readonly holder: string;
        readonly leaseMs: number;
        readonly now: number;
    }): Awaitable<readonly BegunEvent[]>;
    end(events: readonly EndEvent[], options: {
        readonly holder: string;
        readonly doneForMs: number;
        readonly now: number;
        readonly letters?: {
            readonly keepMs: number;
            readonly most: number;
        };
    }): Awaitable<void>;
    renew(ids: readonly string[], options: {
        readonly holder: string;
        readonly leaseMs: number;
        readonly now: number;
    }): Awaitable<readonly boolean[]>;
    park(events: readonly ParkEvent[], options: {
        readonly holder: string;
        readonly now: number;
    }): Awaitable<void>;
    claimParked(app: string, options: {
        readonly holder: string;
        readonly leaseMs: number;
        readonly now: number;
        readonly limit: number;
    }): Awaitable<readonly ParkedRun[]>;
    recordStep(id: string, step: {
        readonly name: string;
        readonly value: string;
    }, options: {
        readonly now: number;
    }): Awaitable<void>;
    letters(app: string, options: {
        readonly limit: number;
        readonly cursor?: string | undefined;
        readonly now: number;
    }): Awaitable<Page<Letter>>;
    retryLetter(id: string, options: {
        readonly holder: string;
        readonly leaseMs: number;
        readonly now: number;
    }): Awaitable<ParkedRun | undefined>;
    discardLetter(id: string, options: {
        readonly now: number;
    }): Awaitable<boolean>;
    observe(thread: string, observation: Observation, now: number): Awaitable<ThreadRecord>;
    read(thread: string, now: number): Awaitable<ThreadRecord>;
    claimAnnouncement(thread: string, options: {
        readonly announced: number;
        readonly leaseMs: number;
        readonly now: number;
    }): Awaitable<boolean>;
    markAnnounced(thread: string, options: {
        readonly announced: number;
        readonly owner: string;
        readonly changes: number;
        readonly listed?: "self" | "others" | undefined;
        readonly now: number;
    }): Awaitable<ThreadRecord>;
    unsettled(app: string, options: {
        readonly before: number;
        readonly limit: number;
        readonly now: number;
    }): Awaitable<readonly string[]>;
    settle(thread: string, options: {
        readonly changes: number;
        readonly now: number;
    }): Awaitable<void>;
    threads(app: string, options: {
        readonly owner: "self" | "others" | "any";
        readonly limit: number;
        readonly cursor?: string | undefined;
        readonly now: number;
    }): Awaitable<Page<ListedThread>>;
    bodies(thread: string, now: number): Awaitable<readonly {
        readonly id: string;
        readonly body: string;
    }[]>;
    replaceBody(id: string, options: {
        readonly expected: string;
        readonly body: string;
        readonly now: number;
    }): Awaitable<boolean>;
    forget(thread: string, options: {
        readonly doneForMs: number;
        readonly now: number;
    }): Awaitable<void>;
    getValue(thread: string, name: string, now: number): Awaitable<string | undefined>;
    setValue(thread: string, name: string, options: {
        readonly expected: string | undefined;
        readonly value: string | undefined;
        readonly expiresAt: number;
        readonly now: number;
    }): Awaitable<boolean>;
}
type Awaitable<T> = T | Promise<T>;
interface Clock {
    now(): number;
    setTimeout(callback: () => void, delayMs: number): unknown;
    clearTimeout(handle: unknown): void;
}
interface Logger {
    debug(fields: object, message: string): void;
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
}
interface DueTimer {
    readonly key: string;
    readonly dueAt: number;
    readonly data: string;
}
interface Scheduler {
    start(environment: {
        readonly clock: Clock;
        readonly logger: Logger;
    }): void;
    schedule(name: string, key: string, dueAt: number, data: string): Awaitable<void>;
    cancel(name: string, key: string): Awaitable<void>;
    handle(name: string, handler: (timer: DueTimer) => Awaitable<void>): void;
    runDue?(now: number, limit: number): Promise<number>;
    close(): Promise<void>;
}
type Owner = {
    readonly kind: "self";
} | {
    readonly kind: "app";
    readonly appId?: string;
    readonly inbox?: PlatformFacts["inbox"];
} | {
    readonly kind: "idle";
} | {
    readonly kind: "unknown";
};
type OwnerWithExpiry = Owner & {
    readonly expiresAt?: Date;
};
type OwnerSource = "none" | "pass" | "take" | "call" | "lookup" | "refusal" | "message" | "echo" | "expiry" | "local";
interface ChannelMessage {
    readonly botId: string;
    readonly appId: string;
}
interface ChannelThread {
    readonly platform: Platform;
    readonly pageId: string;
    readonly userId?: string;
}
interface DeliveryStarted extends ChannelMessage {
    readonly phase: "start";
    readonly deliveryId: string;
    readonly startedAt: number;
}
interface DeliveryEnded extends Omit<DeliveryStarted, "phase"> {
    readonly phase: "end";
    readonly durationMs: number;
    readonly status: number;
    readonly events: number;
    readonly isEarly: boolean;
}
interface ChannelEvent extends ChannelMessage, ChannelThread {
    readonly eventId: string;
    readonly kind: EventKind;
    readonly deliveryId?: string;
}
interface EventStarted extends ChannelEvent {
    readonly phase: "start";
    readonly startedAt: number;
}
interface EventRan extends ChannelEvent {
    readonly phase: "run";
    readonly startedAt: number;
    readonly handlerMs: number;
    readonly attempt: number;
    readonly standby: boolean;
    readonly failure?: string;
}
type EventOutcome = "handled" | "failed" | "dead_letter" | "parked" | "lost" | "duplicate";
interface EventEnded extends ChannelEvent {
    readonly phase: "end";
    readonly startedAt: number;
    readonly durationMs: number;
    readonly outcome: EventOutcome;
    readonly attempts: number;
    readonly standby: boolean;
    readonly gatheredBy?: string;
}
interface OwnerAnnounced extends ChannelMessage, ChannelThread {
    readonly at: number;
    readonly since?: number;
    readonly previous: Owner;
    readonly current: Owner;
    readonly cause: OwnerSource;
    readonly by?: string;
}
interface SendTried extends ChannelMessage, ChannelThread {
    readonly startedAt: number;
    readonly durationMs: number;
    readonly of: "message" | "typing" | "pass";
    readonly outcome: "accepted" | "refused" | "dropped" | "failed";
    readonly reason?: "owner" | "hold";
    readonly failure?: string;
    readonly eventId?: string;
}
interface HandoverChannels {
    "handover:delivery": DeliveryStarted | DeliveryEnded;
    "handover:event": EventStarted | EventRan | EventEnded;
    "handover:owner": OwnerAnnounced;
    "handover:send": SendTried;
}
interface HandoverOptions {
    readonly appId: string;
    readonly appSecret: string | readonly string[];
    readonly client: BotClient | ((page: PageReference) => Awaitable<BotClient | null | undefined>);
    readonly aiAppIds?: readonly string[];
    readonly echoesWithoutAppId?: "person";
    readonly verifyToken?: string;
    readonly store?: Store;
    readonly scheduler?: Scheduler;
    readonly routing?: RoutingMode | "auto";
    readonly answerWithinMs?: number | false;
    readonly attempts?: number;
    readonly retryForMs?: number;
    readonly handlerTimeoutMs?: number;
    readonly orderWaitMs?: number;
    readonly leaseMs?: number;
    readonly deadLetters?: DeadLetterOptions;
    readonly whenNotOwner?: "throw" | "drop";
    readonly maxBodyBytes?: number;
    readonly bodyTimeoutMs?: number;
    readonly allowSha1?: boolean;
    readonly logger?: Logger;
    readonly clock?: Clock;
}
interface DeadLetterOptions {
    readonly keepMs?: number;
    readonly most?: number;
    readonly texts?: boolean;
}
interface GatherOptions {
    readonly quietMs: number;
    readonly maxMs: number;
    readonly whileRunning: "queue" | "restart";
}
type WarningCode = "wrong_signature" | "missing_signature" | "no_verify_token" | "wrong_verify_token" | "foreign_object" | "all_on_standby" | "foreign_echo" | "client_app_id" | "not_subscribed" | "webhook_failing" | "unknown_page" | "routing_unread" | "one_step_refused" | "routing_option" | "too_many_dashboard_tests" | "unread_key" | "middleware_without_next" | "human_agent_by_bot" | "echo_without_app" | "number_routing";
interface Finding {
    readonly code: string;
    readonly severity: "error" | "warning" | "info";
    readonly message: string;
    readonly cure: string;
    readonly page?: PageReference;
}
interface ThreadState {
    readonly owner: Owner;
    readonly mayReply: boolean;
    readonly since?: Date;
    readonly expiresAt?: Date;
    readonly source: OwnerSource;
    readonly metadata?: string;
}
interface MetadataOptions extends CallOptions {
    readonly metadata?: string;
}
interface SentMessage {
    readonly messageId?: string;
}
interface WhenNotOwner {
    readonly whenNotOwner?: "throw" | "drop";
}
type WithoutDrop<Options extends WhenNotOwner> = Options & {
    readonly whenNotOwner?: "throw";
};
interface SendOptions extends SendMessageOptions, WhenNotOwner {
    readonly by?: "person";
    readonly step?: string;
    readonly once?: string;
    readonly onceForMs?: number;
    readonly split?: boolean;
}
interface TypingOptions extends CallOptions, WhenNotOwner {
    readonly personaId?: string;
}
interface PassOptions extends MetadataOptions, WhenNotOwner {
    readonly message?: string | AnyMessage;
}
interface RegainOptions extends MetadataOptions {
    readonly waitMs?: number;
    readonly by?: string;
}
interface ThreadValues {
    get(name: string): Promise<string | undefined>;
    compareAndSet(name: string, value: string | undefined, options: {
        readonly expected: string | undefined;
        readonly ttlMs: number;
    }): Promise<boolean>;
}
interface Thread {
    readonly platform: Platform;
    readonly pageId: string;
    readonly userId: string;
    state(): Promise<ThreadState>;
    passThreadControl(targetAppId: string, options?: MetadataOptions): Promise<CallResult>;
    passThreadControlToPageInbox(options?: MetadataOptions): Promise<CallResult>;
    takeThreadControl(options?: MetadataOptions): Promise<CallResult>;
    requestThreadControl(options?: MetadataOptions): Promise<CallResult>;
    releaseThreadControl(options?: CallOptions): Promise<CallResult>;
    extendThreadControl(options: CallOptions & {
        readonly durationSeconds: number;
    }): Promise<CallResult>;
    getThreadOwner(options?: CallOptions): Promise<OwnerWithExpiry>;
    isThreadOwner(options?: CallOptions): Promise<boolean>;
    handOver(to: string, options?: WithoutDrop<PassOptions>): Promise<SentMessage>;
    handOver(to: string, options: PassOptions): Promise<SentMessage | undefined>;
    regain(options?: RegainOptions): Promise<"owned" | "requested">;
    send(message: string | AnyMessage, options?: WithoutDrop<SendOptions>): Promise<SentMessage>;
    send(message: string | AnyMessage, options: SendOptions): Promise<SentMessage | undefined>;
    typing(on: boolean, options?: TypingOptions): Promise<void>;
    noteSent(mid: string): Promise<void>;
    readonly values: ThreadValues;
}
interface Outgoing {
    readonly thread: Thread;
    message?: AnyMessage;
    readonly action?: "typing_on" | "typing_off";
    options: SendMessageOptions;
    readonly owner: Owner;
    readonly metadata?: string;
}
type SendHook = (outgoing: Outgoing, next: () => Promise<unknown>) => Promise<unknown>;
interface HoldContext {
    readonly thread: Thread;
    readonly now: number;
    readonly event?: HandoverEvent;
}
type HoldHook = (context: HoldContext) => Awaitable<boolean | {
    readonly until: Date;
}>;
interface ReceiveContext {
    readonly event: HandoverEvent;
    readonly thread: Thread;
    readonly abort: (reason: Error) => void;
}
type ReceiveHook = (context: ReceiveContext) => Awaitable<void>;
type RunHook = (run: {
    readonly event: HandoverEvent;
}, next: () => Promise<void>) => Promise<void>;
interface KeptBody {
    readonly rawBody: unknown;
    readonly body: unknown;
}
type NodeBody = {
    readonly bytes: Uint8Array;
} | {
    readonly status: 408 | 413 | 415 | 500;
    readonly message: string;
};
interface DeadLetterEntry {
    readonly id: string;
    readonly event: HandoverEvent;
    readonly error: Readonly<Record<string, unknown>>;
    readonly attempts: number;
    readonly at: Date;
}
interface DeadLetters {
    list(options?: {
        readonly limit?: number;
        readonly cursor?: string;
    }): Promise<Page<DeadLetterEntry>>;
    retry(id: string): Promise<boolean>;
    discard(id: string): Promise<boolean>;
}
type Query = URLSearchParams | Readonly<Record<string, unknown>>;
interface HandoverRequest {
    readonly method: string;
    readonly query?: Query;
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
    readonly body?: Uint8Array;
    readonly isForwarded?: boolean;
}
interface HandoverAnswer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly events: readonly HandoverEvent[];
    readonly foreignObject?: string;
}
type ErrorCode = "bad_option" | "bad_signature" | "bad_payload" | "not_owner" | "hand_over_failed" | "no_take_right" | "wrong_client" | "unknown_page" | "client_timeout" | "handler_timeout" | "lease_lost" | "closed" | "restarted" | "store_failed";
declare class HandoverError extends Error {
    readonly code: ErrorCode;
    readonly name: string;
    constructor(code: ErrorCode, message: string, options?: ErrorOptions);
}
declare class OptionError extends HandoverError {
    readonly option: string;
    readonly name = "OptionError";
    readonly kind = "invalid";
    constructor(option: string, message: string, options?: ErrorOptions);
}
declare class SignatureError extends HandoverError {
    readonly reason: "missing" | "mismatch";
    readonly name = "SignatureError";
    constructor(message: string, reason: "missing" | "mismatch");
}
declare class PayloadError extends HandoverError {
    readonly status: 400 | 404;
    readonly object?: string | undefined;
    readonly name = "PayloadError";
    constructor(status: 400 | 404, message: string, object?: string | undefined);
}
declare class NotThreadOwnerError extends HandoverError {
    readonly ownerAppId: string | undefined;
    readonly name = "NotThreadOwnerError";
    readonly reason: "owner" | "hold";
    readonly until?: Date;
    constructor(ownerAppId: string | undefined, { reason, until, ...options }?: ErrorOptions & {
        readonly reason?: "owner" | "hold";
        readonly until?: Date | undefined;
    });
}
declare class LeaseLostError extends HandoverError {
    readonly name = "LeaseLostError";
    constructor();
}
declare class PassFailedError extends HandoverError {
    readonly messageId: string | undefined;
    readonly name = "PassFailedError";
    constructor(messageId: string | undefined, options: ErrorOptions);
}
declare class HandlerTimeoutError extends HandoverError {
    readonly timeoutMs: number;
    readonly name = "HandlerTimeoutError";
    constructor(timeoutMs: number);
}
declare class StoreError extends HandoverError {
    readonly name = "StoreError";
    constructor(message: string, options?: ErrorOptions);
}
declare function isOptionError(error: unknown): boolean;
declare const DEFINITE_KINDS: ReadonlySet<string>;
declare function asError(error: unknown): Error;
interface WaitingOptions {
    readonly owner?: "others" | "self" | "any";
    readonly limit?: number;
    readonly cursor?: string | undefined;
}
interface WaitingThread {
    readonly thread: Thread;
    readonly owner: Owner;
    readonly since: Date;
    readonly lastCustomerAt?: Date;
    readonly lastHumanAt?: Date;
}
type ForwardMode = "active" | "all";
interface ForwardedBody {
    readonly body: unknown;
    readonly bytes: Uint8Array;
    readonly headers: Readonly<Record<string, string>>;
}
type Context<Event extends HandoverEvent = HandoverEvent, Added = unknown> = {
    readonly event: Event;
    readonly thread: Thread;
    readonly signal: AbortSignal;
    readonly step: <Result>(name: string, work: () => Awaitable<Result>) => Promise<Result>;
    readonly late?: true;
} & Added;
interface OwnerChanged {
    readonly thread: Thread;
    readonly previous: Owner;
    readonly current: Owner;
    readonly cause: OwnerSource;
    readonly metadata?: string;
    readonly since?: Date;
    readonly by?: string;
}
interface HandoverFailure {
    readonly error: Error;
    readonly event?: HandoverEvent;
    readonly thread?: Thread;
}
interface DeadLetter {
    readonly event: HandoverEvent;
    readonly error: Error;
    readonly attempts: number;
}
type EventNames<Added> = {
    [Kind in EventKind]: Context<EventOf<Kind>, Added>;
} & {
    [Kind in EventKind as `standby:${Kind}`]: Context<EventOf<Kind>, Added>;
};
type HandoverEvents<Added = unknown> = EventNames<Added> & {
    standby: Context<HandoverEvent, Added>;
    "*": Context<HandoverEvent, Added>;
    owner_changed: OwnerChanged;
    error: HandoverFailure;
    dead_letter: DeadLetter;
};
type Middleware<Added = unknown> = (context: Context<HandoverEvent, Added>, next: () => Promise<void>) => Awaitable<void>;
interface Plugin<Added = unknown, Events = unknown> {
    readonly name: string;
    readonly events?: readonly (keyof Events & string)[];
    setup(bot: PluginHost<Added, Events>): (() => Awaitable<void>) | undefined | void;
}
interface PluginHost<Added = unknown, Events = unknown> extends Handover<Added, Events> {
    decorate(add: (context: {
        readonly event: HandoverEvent;
        readonly thread: Thread;
    }) => Added): void;
    holdWhile(hook: HoldHook): void;
    onReceive(hook: ReceiveHook): void;
    onRun(hook: RunHook): void;
    gather(options: GatherOptions): void;
    emit<Name extends keyof Events & string>(name: Name, payload: Events[Name]): Promise<void>;
    client(page: PageReference): PageClient;
    listenerCount(name: (keyof HandoverEvents<Added> | keyof Events) & string): number;
    pageValues(page: PageReference): ThreadValues;
    readonly scheduler: Scheduler;
    readonly clock: Clock;
    readonly logger: Logger;
}
interface TickCounts {
    readonly timers: number;
    readonly events: number;
    readonly announcements: number;
}
interface Handover<Added = unknown, Events = unknown> {
    readonly id: string;
    readonly appId: string;
    readonly answersVerification: boolean;
    on<Name extends keyof HandoverEvents<Added> & string>(name: Name, handler: (payload: HandoverEvents<Added>[Name]) => unknown): () => void;
    on<Name extends keyof Events & string>(name: Name, handler: (payload: Events[Name]) => unknown): () => void;
    use<More, MoreEvents>(plugin: Plugin<More, MoreEvents>): Handover<Added & More, Events & MoreEvents>;
    use(middleware: Middleware<Added>): Handover<Added, Events>;
    onSend(hook: SendHook): () => void;
    handle(request: HandoverRequest): Promise<HandoverAnswer>;
    fetch(request: Request, options?: {
        readonly waitUntil?: (work: Promise<unknown>) => void;
    }): Promise<Response>;
    readBody(request: IncomingMessage, kept: KeptBody): Promise<NodeBody>;
    forward(bytes: Uint8Array, events: readonly HandoverEvent[], mode: ForwardMode): ForwardedBody | undefined;
    thread(of: ThreadReference | HandoverEvent | WireItem): Thread;
    check(): Promise<readonly Finding[]>;
    tick(): Promise<TickCounts>;
    readonly deadLetters: DeadLetters;
    threads(options?: WaitingOptions): Promise<Page<WaitingThread>>;
    forget(thread: ThreadReference): Promise<void>;
    close(options?: {
        readonly withinMs?: number;
    }): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
declare function createHandover(given: HandoverOptions): Handover;
declare function hourly(clock: Pick<Clock, "now">): (cause: string) => boolean;
type NodeRequest = IncomingMessage & {
    readonly body?: unknown;
    readonly rawBody?: unknown;
};
interface NodeHandlerOptions {
    readonly path?: string;
}
declare function nodeHandler(bot: Handover, options?: NodeHandlerOptions): (request: NodeRequest, response: ServerResponse) => Promise<void>;
declare function checkKnownKeys(given: unknown, known: readonly string[], where: string): void;
declare function nearestOf(given: string, known: readonly string[]): string | undefined;
declare const consoleLogger: Logger;
declare function errorFields(error: Error): Record<string, unknown>;
declare function memoryScheduler(): Scheduler;
interface MemoryStoreOptions {
    readonly maxThreads?: number;
    readonly maxEvents?: number;
    readonly maxValues?: number;
}
interface MemoryStore extends Store {
    readonly size: number;
}
declare function memoryStore({ maxThreads, maxEvents, maxValues, }?: MemoryStoreOptions): MemoryStore;
interface Note {
    readonly reason?: string;
    readonly summary?: string;
    readonly link?: string;
}
type DecodedNote = Note & {
    readonly text?: string;
};
declare const note: {
    encode(note: Note): string;
    decode(metadata: string | null | undefined): DecodedNote;
};
declare function markPluginFactory(factory: (...options: never[]) => unknown): void;
interface BurstOptions {
    readonly quietMs?: number;
    readonly maxMs?: number;
    readonly whileRunning?: "queue" | "restart";
}
type Burst = Context<MessageEvent> & {
    readonly events: readonly MessageEvent[];
    readonly text: string;
};
declare function burst(options?: BurstOptions): Plugin<unknown, {
    burst: Burst;
}>;
interface GrantRequestsOptions {
    readonly from?: readonly string[];
    readonly when?: (context: {
        readonly event: EventOf<"request_thread_control">;
        readonly thread: Thread;
    }) => Awaitable<boolean>;
}
declare function grantRequests(options?: GrantRequestsOptions): Plugin;
interface PauseOnHumanReplyOptions {
    readonly forMs: number;
    readonly resumeText?: string;
    readonly ignore?: RegExp | ((event: EchoEvent) => boolean);
}
interface PauseOnHumanReply extends Plugin {
    note(thread: ThreadReference, at?: Date | number): Promise<void>;
}
declare function pauseOnHumanReply(options: PauseOnHumanReplyOptions): PauseOnHumanReply;
interface TalkToHumanOptions {
    readonly to?: string;
    readonly payload?: string;
    readonly text?: RegExp;
    readonly message?: string | AnyMessage;
}
declare function talkToHuman(options?: TalkToHumanOptions): Plugin;
interface StoreAdminOptions {
    readonly appId: string;
    readonly store: Store;
    readonly clock?: Pick<Clock, "now">;
}
interface ListedWaitingThread extends Omit<WaitingThread, "thread"> {
    readonly thread: Required<ThreadReference>;
}
interface StoreAdmin {
    threads(options?: WaitingOptions): Promise<Page<ListedWaitingThread>>;
    readonly deadLetters: DeadLetters;
}
declare function storeAdmin(options: StoreAdminOptions): StoreAdmin;
declare function readDelivery(bytes: Uint8Array, { appId }?: {
    readonly appId?: string;
}): readonly HandoverEvent[];
export { ANSWERABLE, BUSINESS_AI_APP_ID, BUSINESS_AI_CONTROL_APP_ID, CLIENT_CALLS, DEFINITE_KINDS, EVENT_KINDS, HandlerTimeoutError, HandoverError, INSTAGRAM_INBOX_APP_ID, LEAD_ADS_APP_ID, LeaseLostError, NUMBER_CALLS, NotThreadOwnerError, OptionError, PAGE_INBOX_APP_ID, PLATFORMS, PassFailedError, PayloadError, SignatureError, StoreError, asError, burst, checkKnownKeys, consoleLogger, createHandover, errorFields, grantRequests, hourly, isOptionError, markPluginFactory, memoryScheduler, memoryStore, nearestOf, nodeHandler, note, pauseOnHumanReply, readDelivery, storeAdmin, talkToHuman };
export type { AccountLinkingEvent, AdsContextData, Aliases, AnyMessage, AppRolesEvent, Attachment, Awaitable, BotClient, Burst, BurstOptions, CallOptions, CallResult, ChangeEvent, ChannelEvent, ChannelMessage, ChannelThread, Clock, Context, CustomerInformationEvent, DeadLetter, DeadLetterEntry, DeadLetterOptions, DeadLetters, DecodedNote, DeliveryEnded, DeliveryEvent, DeliveryStarted, EchoEvent, ErrorCode, EventBase, EventEnded, EventKind, EventOf, EventOutcome, EventRan, EventStarted, FeedbackEvent, Finding, GatherOptions, GrantRequestsOptions, Handover, HandoverAnswer, HandoverChannels, HandoverClient, HandoverEvent, HandoverEvents, HandoverFailure, HandoverOptions, HandoverRequest, HoldContext, HoldHook, HopContext, Lane, ListedWaitingThread, Logger, MemoryStore, MemoryStoreOptions, MessageDeletedEvent, MessageEditEvent, MessageEvent, MetadataOptions, Middleware, NodeHandlerOptions, Note, NumberClient, OptinEvent, OptinFields, OptinStoppedEvent, OrderEvent, OrderProduct, Outgoing, OutgoingMessage, Owner, OwnerAnnounced, OwnerChanged, OwnerSource, OwnerWithExpiry, Page, PageClient, PagePersona, PageReference, PageSubscription, PassOptions, PassThreadControlEvent, PastMessage, PauseOnHumanReply, PauseOnHumanReplyOptions, PersonaClient, Platform, PlatformFacts, Plugin, PluginHost, PolicyEnforcementEvent, PostbackEvent, Query, ReactionEvent, ReadEvent, ReceiveContext, ReceiveHook, Referral, ReferralEvent, RegainOptions, ReplyTo, RequestThreadControlEvent, RoleChange, RoutingMode, RoutingStatus, RunHook, SendHook, SendMessageOptions, SendOptions, SendTried, SentMessage, StatusEvent, StoreAdmin, StoreAdminOptions, TakeThreadControlEvent, TalkToHumanOptions, Thread, ThreadOwnerResult, ThreadReference, ThreadState, ThreadValues, TickCounts, TypingOptions, UnknownEvent, UserChangedEvent, WaitingOptions, WaitingThread, WarningCode, WhatsappContact, WhatsappError, WhatsappMessage, WhenNotOwner, WireItem, WithoutDrop };
