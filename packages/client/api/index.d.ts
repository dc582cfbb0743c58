// The public API of @handover/client. Written by `node scripts/api.mjs`: a change here is a change for users.

import { Client as Client$1 } from "openapi-fetch";
declare function appSecretProof(accessToken: string, appSecret: string, timeSeconds?: number): Promise<string>;
type Id = string | number;
interface CallOptions {
    readonly signal?: AbortSignal | undefined;
}
type PagePlatform = "messenger" | "instagram";
type Platform = PagePlatform | "whatsapp";
interface CallEnded {
    readonly startedAt: number;
    readonly durationMs: number;
    readonly method: string;
    readonly path: string;
    readonly pageId: string;
    readonly platform: Platform;
    readonly appId?: string;
    readonly attempts: number;
    readonly status?: number;
    readonly outcome: string;
}
interface ClientChannels {
    "handover:call": CallEnded;
}
type GraphErrorKind = "not_owner" | "already_owner" | "routing_off" | "bad_target" | "no_role" | "window_closed" | "unreachable" | "token" | "permission" | "rate" | "transient" | "invalid";
interface paths$1 {
    "/{pageId}/pass_thread_control": {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations$1["passThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/take_thread_control": {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations$1["takeThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/request_thread_control": {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations$1["requestThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/release_thread_control": {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations$1["releaseThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/extend_thread_control": {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations$1["extendThreadControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/thread_owner": {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get: operations$1["getThreadOwner"];
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
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get: operations$1["getSecondaryReceivers"];
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
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get: operations$1["getSubscribedApps"];
        put?: never;
        post: operations$1["subscribeApp"];
        delete: operations$1["unsubscribeApp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/messages": {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations$1["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{pageId}/conversations": {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get: operations$1["getConversations"];
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
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        get: operations$1["getPersonas"];
        put?: never;
        post: operations$1["createPersona"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{nodeId}": {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                nodeId: components$1["schemas"]["NodeId"];
            };
            cookie?: never;
        };
        get: operations$1["getNode"];
        put?: never;
        post?: never;
        delete: operations$1["deleteNode"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
interface components$1 {
    schemas: {
        DecimalId: string;
        NodeId: string;
        WireId: string | number;
        Platform: ("messenger" | "instagram" | "MESSENGER" | "INSTAGRAM") | string;
        TrueOrText: true | "true";
        HandoverMetadata: string;
        Paging: {
            cursors?: {
                before?: string;
                after?: string;
            } & {
                [key: string]: unknown;
            };
            next?: string;
            previous?: string;
        } & {
            [key: string]: unknown;
        };
        Recipient: {
            id: components$1["schemas"]["DecimalId"];
        };
        PassThreadControlRequest: {
            recipient: components$1["schemas"]["Recipient"];
            target_app_id?: components$1["schemas"]["DecimalId"];
            metadata?: components$1["schemas"]["HandoverMetadata"];
            platform?: components$1["schemas"]["Platform"];
        };
        TakeThreadControlRequest: {
            recipient: components$1["schemas"]["Recipient"];
            metadata?: components$1["schemas"]["HandoverMetadata"];
            platform?: components$1["schemas"]["Platform"];
        };
        RequestThreadControlRequest: {
            recipient: components$1["schemas"]["Recipient"];
            metadata?: components$1["schemas"]["HandoverMetadata"];
            platform?: components$1["schemas"]["Platform"];
        };
        ReleaseThreadControlRequest: {
            recipient: components$1["schemas"]["Recipient"];
            platform?: components$1["schemas"]["Platform"];
        };
        ExtendThreadControlRequest: {
            recipient: components$1["schemas"]["Recipient"];
            duration?: number;
            platform?: components$1["schemas"]["Platform"];
        };
        Success: {
            success: components$1["schemas"]["TrueOrText"];
        } & {
            [key: string]: unknown;
        };
        HandoverAnswer: components$1["schemas"]["Success"] | components$1["schemas"]["ThreadOwnerList"];
        ThreadOwner: {
            app_id?: components$1["schemas"]["WireId"];
            expiration?: number;
        } & {
            [key: string]: unknown;
        };
        ThreadOwnerList: {
            data: ({
                thread_owner?: components$1["schemas"]["ThreadOwner"] | null;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        ThreadOwnerAnswer: {
            data?: ({
                thread_owner?: components$1["schemas"]["ThreadOwner"] | null;
            } & {
                [key: string]: unknown;
            })[];
            thread_owner?: components$1["schemas"]["ThreadOwner"] | null;
        } & {
            [key: string]: unknown;
        };
        SecondaryReceiver: {
            id: components$1["schemas"]["WireId"];
            name?: string;
            link?: string;
        } & {
            [key: string]: unknown;
        };
        SecondaryReceiverList: {
            data: components$1["schemas"]["SecondaryReceiver"][];
            paging?: components$1["schemas"]["Paging"];
        } & {
            [key: string]: unknown;
        };
        SubscribedField: ("affiliation" | "attire" | "awards" | "bio" | "birthday" | "business_integrity" | "call_permission_reply" | "call_settings_update" | "calls" | "category" | "checkins" | "comment_poll_response" | "company_overview" | "conversations" | "culinary_team" | "current_location" | "description" | "email" | "feature_access_list" | "feed" | "follow" | "founded" | "general_info" | "general_manager" | "group_feed" | "hometown" | "hours" | "inbox_labels" | "invalid_topic_placeholder" | "invoice_access_bank_slip_events" | "invoice_access_invoice_change" | "invoice_access_invoice_draft_change" | "invoice_access_onboarding_status_active" | "leadgen" | "leadgen_fat" | "leadgen_update" | "live_videos" | "local_delivery" | "location" | "marketing_message_clicks" | "marketing_message_deliveries" | "marketing_message_delivery_failed" | "marketing_message_echoes" | "marketing_message_reads" | "marketing_messages_subscriber_upload_status" | "mcom_invoice_change" | "members" | "mention" | "merchant_review" | "message_context" | "message_deliveries" | "message_echoes" | "message_edits" | "message_mention" | "message_reactions" | "message_reads" | "message_template_status_update" | "messages" | "messaging_account_linking" | "messaging_appointments" | "messaging_checkout_updates" | "messaging_customer_information" | "messaging_direct_sends" | "messaging_fblogin_account_linking" | "messaging_feedback" | "messaging_game_plays" | "messaging_handovers" | "messaging_in_thread_lead_form_submit" | "messaging_integrity" | "messaging_optins" | "messaging_optouts" | "messaging_payments" | "messaging_policy_enforcement" | "messaging_postbacks" | "messaging_pre_checkouts" | "messaging_referrals" | "mission" | "name" | "page_about_story" | "page_change_proposal" | "page_upcoming_change" | "parking" | "payment_options" | "payment_request_update" | "personal_info" | "personal_interests" | "phone" | "picture" | "price_range" | "product_review" | "products" | "public_transit" | "publisher_subscriptions" | "ratings" | "registration" | "response_feedback" | "send_cart" | "standby" | "story_poll_response" | "story_share" | "user_action" | "video_text_question_responses" | "videos" | "website" | "agent_messages" | "messaging_seen" | "messaging_handover" | "messaging_referral" | "message_edit" | "comments" | "live_comments" | "mentions" | "story_insights" | "creator_marketplace_projects" | "creator_marketplace_invited_creator_onboarding" | "delta" | "story_reactions" | "onboarding_welcome_message_series" | "share_to_story") | string;
        SubscribeRequest: {
            subscribed_fields: components$1["schemas"]["SubscribedField"][] | string;
        };
        SubscribedApp: {
            id: components$1["schemas"]["WireId"];
            name?: string;
            category?: string;
            link?: string;
            subscribed_fields?: components$1["schemas"]["SubscribedField"][];
        } & {
            [key: string]: unknown;
        };
        SubscribedAppList: {
            data: components$1["schemas"]["SubscribedApp"][];
            paging?: components$1["schemas"]["Paging"];
        } & {
            [key: string]: unknown;
        };
        SendRecipient: {
            id?: components$1["schemas"]["DecimalId"];
            user_ref?: string;
            comment_id?: string;
            post_id?: string;
            phone_number?: string;
            notification_messages_token?: string;
            one_time_notif_token?: string;
        };
        OutgoingAttachment: {
            type: ("audio" | "file" | "image" | "template" | "video") | string;
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
            content_type: ("text" | "user_phone_number" | "user_email") | string;
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
        ReplyTo: {
            mid: string;
        };
        ThreadControlInstruction: {
            control_type?: ("pass" | "release") | string;
            app_id?: components$1["schemas"]["DecimalId"];
        };
        ReactionTarget: {
            message_id: string;
            reaction?: string;
        };
        SenderAction: ("typing_on" | "typing_off" | "mark_seen" | "react" | "unreact") | string;
        SendRequest: {
            recipient: components$1["schemas"]["SendRecipient"];
            messaging_type?: ("RESPONSE" | "UPDATE" | "MESSAGE_TAG" | "UTILITY") | string;
            message?: components$1["schemas"]["OutgoingMessage"];
            sender_action?: components$1["schemas"]["SenderAction"];
            payload?: components$1["schemas"]["ReactionTarget"] | string;
            tag?: ("HUMAN_AGENT" | "CUSTOMER_FEEDBACK") | string;
            notification_type?: ("REGULAR" | "SILENT_PUSH" | "NO_PUSH") | string;
            persona_id?: components$1["schemas"]["DecimalId"];
            reply_to?: components$1["schemas"]["ReplyTo"];
            thread_control?: components$1["schemas"]["ThreadControlInstruction"];
            folder?: "PARTNERSHIP" | string;
            suggestion_action?: ("ACCEPT" | "DISMISS" | "IMPRESSION") | string;
        };
        SendAnswer: {
            recipient_id?: components$1["schemas"]["WireId"];
            message_id?: string;
            attachment_id?: components$1["schemas"]["WireId"];
        } & {
            [key: string]: unknown;
        };
        CreatePersonaRequest: {
            name: string;
            profile_picture_url: string;
        };
        CreatedPersona: {
            id: components$1["schemas"]["WireId"];
        } & {
            [key: string]: unknown;
        };
        Persona: {
            id: components$1["schemas"]["WireId"];
            name: string;
            profile_picture_url: string;
        } & {
            [key: string]: unknown;
        };
        PersonaList: {
            data: components$1["schemas"]["Persona"][];
            paging?: components$1["schemas"]["Paging"];
        } & {
            [key: string]: unknown;
        };
        MessagingFeatureStatus: {
            hop_v2?: boolean;
            msgr_multi_app?: boolean;
            ig_multi_app?: boolean;
        } & {
            [key: string]: unknown;
        };
        PageStatus: {
            id: components$1["schemas"]["WireId"];
            messaging_feature_status: components$1["schemas"]["MessagingFeatureStatus"];
        } & {
            [key: string]: unknown;
        };
        UserProfile: {
            messaging_feature_status?: never;
            profile_picture_url?: never;
            id: components$1["schemas"]["WireId"];
            name?: string;
            first_name?: string;
            last_name?: string;
            profile_pic?: string;
            locale?: string;
            timezone?: number;
            gender?: string;
            username?: string;
        } & {
            [key: string]: unknown;
        };
        Node: components$1["schemas"]["PageStatus"] | components$1["schemas"]["Persona"] | components$1["schemas"]["UserProfile"];
        ConversationParty: {
            id?: components$1["schemas"]["WireId"];
            name?: string;
            username?: string;
            email?: string;
        } & {
            [key: string]: unknown;
        };
        ConversationMessage: {
            id: string;
            created_time?: string;
            from?: components$1["schemas"]["ConversationParty"];
            to?: {
                data?: components$1["schemas"]["ConversationParty"][];
            } & {
                [key: string]: unknown;
            };
            message?: string;
        } & {
            [key: string]: unknown;
        };
        ConversationMessageList: {
            data: components$1["schemas"]["ConversationMessage"][];
            paging?: components$1["schemas"]["Paging"];
        } & {
            [key: string]: unknown;
        };
        Conversation: {
            id: string;
            updated_time?: string;
            link?: string;
            is_owner?: boolean;
            messages?: components$1["schemas"]["ConversationMessageList"];
        } & {
            [key: string]: unknown;
        };
        ConversationList: {
            data: components$1["schemas"]["Conversation"][];
            paging?: components$1["schemas"]["Paging"];
        } & {
            [key: string]: unknown;
        };
        GraphErrorBody: {
            message: string;
            type: ("OAuthException" | "GraphMethodException" | "FacebookApiException" | "IGApiException") | string;
            code: number | string;
            error_subcode?: number | string;
            error_user_title?: string;
            error_user_msg?: string;
            is_transient?: boolean;
            error_data?: {
                [key: string]: unknown;
            } | string;
            fbtrace_id?: string;
        } & {
            [key: string]: unknown;
        };
        ErrorEnvelope: {
            error: components$1["schemas"]["GraphErrorBody"];
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        HandoverAnswer: {
            headers: {
                Date: components$1["headers"]["Date"];
                "X-App-Usage": components$1["headers"]["AppUsage"];
                "X-Business-Use-Case-Usage": components$1["headers"]["BusinessUseCaseUsage"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components$1["schemas"]["HandoverAnswer"];
            };
        };
        Success: {
            headers: {
                Date: components$1["headers"]["Date"];
                "X-App-Usage": components$1["headers"]["AppUsage"];
                "X-Business-Use-Case-Usage": components$1["headers"]["BusinessUseCaseUsage"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components$1["schemas"]["Success"];
            };
        };
        Error: {
            headers: {
                Date: components$1["headers"]["Date"];
                "X-App-Usage": components$1["headers"]["AppUsage"];
                "X-Business-Use-Case-Usage": components$1["headers"]["BusinessUseCaseUsage"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components$1["schemas"]["ErrorEnvelope"];
            };
        };
    };
    parameters: {
        PageId: components$1["schemas"]["NodeId"];
        AppSecretProof: string;
        AppSecretTime: string;
        Platform: components$1["schemas"]["Platform"];
        Limit: number;
        After: string;
        Before: string;
    };
    requestBodies: never;
    headers: {
        Date: string;
        AppUsage: string;
        BusinessUseCaseUsage: string;
    };
    pathItems: never;
}
interface operations$1 {
    passThreadControl: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components$1["schemas"]["PassThreadControlRequest"];
            };
        };
        responses: {
            200: components$1["responses"]["HandoverAnswer"];
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    takeThreadControl: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components$1["schemas"]["TakeThreadControlRequest"];
            };
        };
        responses: {
            200: components$1["responses"]["HandoverAnswer"];
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    requestThreadControl: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components$1["schemas"]["RequestThreadControlRequest"];
            };
        };
        responses: {
            200: components$1["responses"]["HandoverAnswer"];
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    releaseThreadControl: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components$1["schemas"]["ReleaseThreadControlRequest"];
            };
        };
        responses: {
            200: components$1["responses"]["HandoverAnswer"];
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    extendThreadControl: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components$1["schemas"]["ExtendThreadControlRequest"];
            };
        };
        responses: {
            200: components$1["responses"]["HandoverAnswer"];
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    getThreadOwner: {
        parameters: {
            query: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
                recipient: components$1["schemas"]["DecimalId"];
                platform?: components$1["parameters"]["Platform"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    Date: components$1["headers"]["Date"];
                    "X-App-Usage": components$1["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components$1["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components$1["schemas"]["ThreadOwnerAnswer"];
                };
            };
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    getSecondaryReceivers: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
                fields?: string;
                platform?: components$1["parameters"]["Platform"];
                limit?: components$1["parameters"]["Limit"];
                after?: components$1["parameters"]["After"];
                before?: components$1["parameters"]["Before"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    Date: components$1["headers"]["Date"];
                    "X-App-Usage": components$1["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components$1["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components$1["schemas"]["SecondaryReceiverList"];
                };
            };
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    getSubscribedApps: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
                fields?: string;
                limit?: components$1["parameters"]["Limit"];
                after?: components$1["parameters"]["After"];
                before?: components$1["parameters"]["Before"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    Date: components$1["headers"]["Date"];
                    "X-App-Usage": components$1["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components$1["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components$1["schemas"]["SubscribedAppList"];
                };
            };
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    subscribeApp: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components$1["schemas"]["SubscribeRequest"];
            };
        };
        responses: {
            200: components$1["responses"]["Success"];
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    unsubscribeApp: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components$1["responses"]["Success"];
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    sendMessage: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components$1["schemas"]["SendRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    Date: components$1["headers"]["Date"];
                    "X-App-Usage": components$1["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components$1["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components$1["schemas"]["SendAnswer"];
                };
            };
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    getConversations: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
                platform?: components$1["parameters"]["Platform"];
                user_id?: components$1["schemas"]["DecimalId"];
                fields?: string;
                limit?: components$1["parameters"]["Limit"];
                after?: components$1["parameters"]["After"];
                before?: components$1["parameters"]["Before"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    Date: components$1["headers"]["Date"];
                    "X-App-Usage": components$1["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components$1["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components$1["schemas"]["ConversationList"];
                };
            };
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    getPersonas: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
                fields?: string;
                limit?: components$1["parameters"]["Limit"];
                after?: components$1["parameters"]["After"];
                before?: components$1["parameters"]["Before"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    Date: components$1["headers"]["Date"];
                    "X-App-Usage": components$1["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components$1["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components$1["schemas"]["PersonaList"];
                };
            };
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    createPersona: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                pageId: components$1["parameters"]["PageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components$1["schemas"]["CreatePersonaRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    Date: components$1["headers"]["Date"];
                    "X-App-Usage": components$1["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components$1["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components$1["schemas"]["CreatedPersona"];
                };
            };
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    getNode: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
                fields?: string;
                platform?: components$1["parameters"]["Platform"];
            };
            header?: never;
            path: {
                nodeId: components$1["schemas"]["NodeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    Date: components$1["headers"]["Date"];
                    "X-App-Usage": components$1["headers"]["AppUsage"];
                    "X-Business-Use-Case-Usage": components$1["headers"]["BusinessUseCaseUsage"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components$1["schemas"]["Node"];
                };
            };
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
    deleteNode: {
        parameters: {
            query?: {
                appsecret_proof?: components$1["parameters"]["AppSecretProof"];
                appsecret_time?: components$1["parameters"]["AppSecretTime"];
            };
            header?: never;
            path: {
                nodeId: components$1["schemas"]["NodeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components$1["responses"]["Success"];
            "4XX": components$1["responses"]["Error"];
            default: components$1["responses"]["Error"];
        };
    };
}
declare abstract class ClientError extends Error {
    abstract readonly kind: string;
    abstract readonly operation: string;
}
declare class GraphError extends ClientError {
    readonly name: string;
    readonly kind: GraphErrorKind;
    readonly status: number;
    readonly code?: number | undefined;
    readonly subcode?: number | undefined;
    readonly type?: string | undefined;
    readonly isTransient: boolean;
    readonly traceId?: string | undefined;
    readonly userMessage?: string | undefined;
    readonly details?: string | undefined;
    readonly hint: string;
    readonly operation: string;
    readonly at: number;
    readonly retryAfterMs?: number | undefined;
    readonly usagePercent?: number | undefined;
    readonly ownerAppId?: string | undefined;
    constructor(message: string, details: GraphErrorDetails);
    toJSON(): Record<string, unknown>;
}
type GraphErrorDetails = Omit<GraphError, keyof Error | "toJSON">;
declare class ConnectionError extends ClientError {
    readonly name: string;
    readonly kind: "network" | "timeout" | "aborted";
    readonly operation: string;
    readonly sent: boolean;
    constructor(message: string, { kind, operation, sent, cause, }: {
        kind: "network" | "timeout" | "aborted";
        operation: string;
        sent: boolean;
        cause?: unknown;
    });
    toJSON(): Record<string, unknown>;
}
type Fetch = (url: string, init: RequestInit) => Promise<Response>;
type GraphApi = Client$1<paths$1>;
interface NumberOptions {
    readonly phoneNumberId?: Id | undefined;
    readonly accountId?: Id | undefined;
}
interface CommonOptions {
    readonly accessToken: string;
    readonly appId?: Id | undefined;
    readonly appSecret?: string | undefined;
    readonly version?: string | undefined;
    readonly baseUrl?: string | undefined;
    readonly fetch?: Fetch | undefined;
    readonly timeoutMs?: number | undefined;
    readonly retries?: number | undefined;
    readonly logger?: {
        warn(fields: object, message: string): void;
    } | undefined;
}
interface ClientOptions extends CommonOptions {
    readonly pageId?: Id | undefined;
    readonly platform?: PagePlatform | undefined;
}
interface WhatsappClientOptions extends CommonOptions, NumberOptions {
    readonly platform: "whatsapp";
    readonly phoneNumberId: Id;
}
interface AnyClientOptions extends CommonOptions, NumberOptions {
    readonly platform: Platform;
    readonly pageId: Id;
}
interface HandoverResult {
    readonly at: number;
    readonly owner?: string;
    readonly expiresAt?: Date;
}
type ThreadOwner = {
    readonly state: "owned";
    readonly appId?: string;
    readonly expiresAt?: Date;
    readonly at: number;
} | {
    readonly state: "idle";
    readonly at: number;
};
interface MetadataOptions extends CallOptions {
    readonly metadata?: string | undefined;
}
interface PassOptions extends MetadataOptions {
    readonly targetAppId?: Id | undefined;
}
interface ExtendOptions extends CallOptions {
    readonly durationSeconds: number;
}
interface SecondaryReceiver {
    readonly id: string;
    readonly name: string | undefined;
}
interface HandoverCalls {
    passThreadControl(userId: Id, options?: PassOptions): Promise<HandoverResult>;
    passThreadControlToPageInbox(userId: Id, options?: MetadataOptions): Promise<HandoverResult>;
    takeThreadControl(userId: Id, options?: MetadataOptions): Promise<HandoverResult>;
    requestThreadControl(userId: Id, options?: MetadataOptions): Promise<HandoverResult>;
    releaseThreadControl(userId: Id, options?: CallOptions): Promise<HandoverResult>;
    extendThreadControl(userId: Id, options: ExtendOptions): Promise<HandoverResult>;
    getThreadOwner(userId: Id, options?: CallOptions): Promise<ThreadOwner>;
    isThreadOwner(userId: Id, options?: CallOptions): Promise<boolean>;
    getSecondaryReceivers(options?: CallOptions): Promise<SecondaryReceiver[]>;
}
type OutgoingMessage = components$1["schemas"]["OutgoingMessage"];
type ThreadControlOption = {
    readonly type: "pass";
    readonly appId?: Id | undefined;
} | {
    readonly type: "release";
};
interface SendMessageOptions extends CallOptions {
    readonly personaId?: Id | undefined;
    readonly tag?: "HUMAN_AGENT" | "CUSTOMER_FEEDBACK" | (string & {}) | undefined;
    readonly messagingType?: "RESPONSE" | "UPDATE" | "MESSAGE_TAG" | "UTILITY" | (string & {}) | undefined;
    readonly threadControl?: ThreadControlOption | undefined;
    readonly replyTo?: string | undefined;
    readonly notificationType?: "REGULAR" | "SILENT_PUSH" | "NO_PUSH" | (string & {}) | undefined;
}
interface SentMessage {
    readonly messageId: string;
    readonly recipientId?: string;
    readonly attachmentId?: string;
    readonly at: number;
}
interface SendActionOptions extends CallOptions {
    readonly personaId?: Id | undefined;
    readonly messageId?: string | undefined;
    readonly reaction?: string | undefined;
}
type SenderAction = "typing_on" | "typing_off" | "mark_seen" | "react" | "unreact";
interface SentAction {
    readonly recipientId?: string;
    readonly at: number;
}
interface MessageCalls {
    sendMessage(userId: Id, message: OutgoingMessage | string, options?: SendMessageOptions): Promise<SentMessage>;
    sendAction(userId: Id, action: SenderAction, options?: SendActionOptions): Promise<SentAction>;
}
interface Persona {
    readonly id: string;
    readonly name: string;
    readonly profilePictureUrl: string | undefined;
}
interface NewPersona {
    readonly name: string;
    readonly profilePictureUrl: string;
}
interface PersonaCalls {
    create(persona: NewPersona, options?: CallOptions): Promise<{
        readonly id: string;
    }>;
    list(options?: CallOptions): Promise<Persona[]>;
    get(personaId: Id, options?: CallOptions): Promise<Persona>;
    delete(personaId: Id, options?: CallOptions): Promise<void>;
}
interface paths {
    "/{phoneNumberId}/messages": {
        parameters: {
            query?: {
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                phoneNumberId: components["parameters"]["PhoneNumberId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{accountId}/subscribed_apps": {
        parameters: {
            query?: {
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                accountId: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        get: operations["listSubscribedApps"];
        put?: never;
        post: operations["subscribeApp"];
        delete: operations["unsubscribeApp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{phoneNumberId}": {
        parameters: {
            query?: {
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                phoneNumberId: components["parameters"]["PhoneNumberId"];
            };
            cookie?: never;
        };
        get: operations["getPhoneNumber"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
interface components {
    schemas: {
        DecimalId: string;
        WireId: string | number;
        WrittenPhone: string;
        UserId: string;
        Success: {
            success: true;
        };
        MessagesRequest: {
            messaging_product: "whatsapp";
            recipient_type?: "individual";
            to?: components["schemas"]["WrittenPhone"];
            recipient?: components["schemas"]["UserId"];
            context?: {
                message_id: string;
            };
            biz_opaque_callback_data?: string;
            status?: "read";
            message_id?: string;
            typing_indicator?: {
                type: "text";
            };
            type?: components["schemas"]["OutgoingType"];
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
        OutgoingType: ("text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "interactive" | "template" | "reaction") | string;
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
        MessagesAnswer: {
            success?: true;
            messaging_product?: string;
            contacts?: ({
                input?: string;
                wa_id?: string;
                user_id?: string;
            } & {
                [key: string]: unknown;
            })[];
            messages?: ({
                id: string;
                message_status?: string;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        SubscribeRequest: {
            override_callback_uri?: string;
            verify_token?: string;
        };
        SubscribedApps: {
            data: ({
                whatsapp_business_api_data: {
                    id: components["schemas"]["WireId"];
                    name?: string;
                    link?: string;
                } & {
                    [key: string]: unknown;
                };
                override_callback_uri?: string;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        PhoneNumber: {
            id: components["schemas"]["WireId"];
            display_phone_number?: string;
            verified_name?: string;
            is_on_biz_app?: boolean;
            platform_type?: string;
        } & {
            [key: string]: unknown;
        };
        ErrorEnvelope: {
            error: {
                message: string;
                type?: string;
                code: number;
                error_subcode?: number;
                error_data?: {
                    messaging_product?: string;
                    details?: string;
                } & {
                    [key: string]: unknown;
                };
                fbtrace_id?: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        Success: {
            headers: {
                Date: components["headers"]["Date"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Success"];
            };
        };
        Error: {
            headers: {
                Date: components["headers"]["Date"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
    };
    parameters: {
        PhoneNumberId: components["schemas"]["DecimalId"];
        AccountId: components["schemas"]["DecimalId"];
        AppSecretProof: string;
    };
    requestBodies: never;
    headers: {
        Date: string;
    };
    pathItems: never;
}
interface operations {
    sendMessage: {
        parameters: {
            query?: {
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                phoneNumberId: components["parameters"]["PhoneNumberId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessagesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    Date: components["headers"]["Date"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesAnswer"];
                };
            };
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    listSubscribedApps: {
        parameters: {
            query?: {
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                accountId: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    Date: components["headers"]["Date"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscribedApps"];
                };
            };
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    subscribeApp: {
        parameters: {
            query?: {
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                accountId: components["parameters"]["AccountId"];
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
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                accountId: components["parameters"]["AccountId"];
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
    getPhoneNumber: {
        parameters: {
            query?: {
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                fields?: string;
            };
            header?: never;
            path: {
                phoneNumberId: components["parameters"]["PhoneNumberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    Date: components["headers"]["Date"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
            "4XX": components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
}
type WhatsappApi = Client$1<paths>;
interface WhatsappSubscribeOptions extends CallOptions {
    readonly callbackUrl?: string | undefined;
    readonly verifyToken?: string | undefined;
}
interface WhatsappSubscription {
    readonly id: string;
    readonly name: string | undefined;
    readonly subscribedFields: undefined;
    readonly callbackUrl?: string;
}
interface BusinessNumber {
    readonly displayNumber: string | undefined;
    readonly name: string | undefined;
    readonly coexistence: boolean;
    readonly at: number;
}
interface WhatsappAccountCalls {
    subscribe(options?: WhatsappSubscribeOptions): Promise<void>;
    getSubscriptions(options?: CallOptions): Promise<WhatsappSubscription[]>;
    unsubscribe(options?: CallOptions): Promise<void>;
    getNumber(options?: CallOptions): Promise<BusinessNumber>;
}
type WhatsappMessage = components["schemas"]["OutgoingMessage"] | {
    readonly text?: string;
};
interface WhatsappSendOptions extends CallOptions {
    readonly replyTo?: string | undefined;
    readonly callbackData?: string | undefined;
}
interface SentWhatsappMessage {
    readonly messageId: string;
    readonly waId?: string;
    readonly bsuid?: string;
    readonly at: number;
}
type WhatsappAction = "mark_seen" | "typing_on" | "typing_off";
interface WhatsappActionOptions extends CallOptions {
    readonly messageId?: string | undefined;
}
interface WhatsappMessageCalls {
    sendMessage(userId: string, message: WhatsappMessage | string, options?: WhatsappSendOptions): Promise<SentWhatsappMessage>;
    sendAction(userId: string, action: WhatsappAction, options?: WhatsappActionOptions): Promise<{
        readonly at: number;
    }>;
}
interface WhatsappClient extends WhatsappMessageCalls, WhatsappAccountCalls {
    readonly appId: string | undefined;
    readonly pageId: string;
    readonly accountId: string | undefined;
    readonly platform: "whatsapp";
    readonly api: WhatsappApi;
}
type RoutingMode = "on" | "off";
interface RoutingStatus {
    readonly mode: RoutingMode;
    readonly isGuess: boolean;
}
type UserProfile = components$1["schemas"]["UserProfile"] & {
    readonly id: string;
};
interface UserProfileOptions extends CallOptions {
    readonly fields?: readonly string[] | undefined;
}
interface PastMessage {
    readonly id: string;
    readonly createdAt: Date;
    readonly fromId: string;
}
interface ReadingCalls {
    getRoutingMode(options?: CallOptions): Promise<RoutingMode>;
    getRoutingStatus(options?: CallOptions): Promise<RoutingStatus>;
    getUserProfile(userId: Id, options?: UserProfileOptions): Promise<UserProfile>;
    getLatestMessages(userId: Id, options?: CallOptions): Promise<PastMessage[]>;
}
type SubscribedField = "messages" | "standby" | "messaging_handovers" | "message_echoes" | "messaging_postbacks" | "messaging_referrals" | "messaging_optins" | "messaging_account_linking" | "messaging_policy_enforcement" | "message_deliveries" | "message_edits" | "message_reactions" | "message_reads" | "messaging_handover" | "messaging_referral" | "messaging_seen" | (string & {});
interface SubscribeOptions extends CallOptions {
    readonly replace?: boolean | undefined;
}
interface Subscription {
    readonly id: string;
    readonly name: string | undefined;
    readonly subscribedFields: readonly SubscribedField[];
}
interface SubscriptionCalls {
    subscribe(fields: readonly SubscribedField[], options?: SubscribeOptions): Promise<{
        readonly subscribedFields: readonly SubscribedField[];
    }>;
    getSubscriptions(options?: CallOptions): Promise<Subscription[]>;
    unsubscribe(options?: CallOptions): Promise<void>;
}
interface Client extends HandoverCalls, MessageCalls, SubscriptionCalls, ReadingCalls {
    readonly appId: string | undefined;
    readonly pageId: string;
    readonly platform: PagePlatform;
    readonly personas: PersonaCalls;
    readonly api: GraphApi;
}
declare function createClient(options: WhatsappClientOptions): WhatsappClient;
declare function createClient(options: ClientOptions): Client;
declare function createClient(options: AnyClientOptions): Client | WhatsappClient;
declare function createClient(options: ClientOptions): Client;
declare const PAGE_INBOX_APP_ID: string;
declare const INSTAGRAM_INBOX_APP_ID: string;
declare const LEAD_ADS_APP_ID: string;
declare const MAX_EXTENSION_SECONDS: number;
declare class OptionError extends Error {
    readonly name = "OptionError";
    readonly code = "bad_option";
    readonly kind = "invalid";
    readonly option: string;
    constructor(option: string, message: string);
}
export { ClientError, ConnectionError, GraphError, INSTAGRAM_INBOX_APP_ID, LEAD_ADS_APP_ID, MAX_EXTENSION_SECONDS, OptionError, PAGE_INBOX_APP_ID, appSecretProof, createClient };
export type { AnyClientOptions, BusinessNumber, CallEnded, CallOptions, Client, ClientChannels, ClientOptions, CommonOptions, ExtendOptions, Fetch, GraphApi, GraphErrorDetails, GraphErrorKind, HandoverCalls, HandoverResult, Id, MessageCalls, MetadataOptions, NewPersona, NumberOptions, OutgoingMessage, PagePlatform, PassOptions, PastMessage, Persona, PersonaCalls, Platform, ReadingCalls, RoutingMode, RoutingStatus, SecondaryReceiver, SendActionOptions, SendMessageOptions, SenderAction, SentAction, SentMessage, SentWhatsappMessage, SubscribeOptions, SubscribedField, Subscription, SubscriptionCalls, ThreadControlOption, ThreadOwner, UserProfile, UserProfileOptions, WhatsappAccountCalls, WhatsappAction, WhatsappActionOptions, WhatsappApi, WhatsappClient, WhatsappClientOptions, WhatsappMessage, WhatsappMessageCalls, WhatsappSendOptions, WhatsappSubscribeOptions, WhatsappSubscription, components$1 as components, operations$1 as operations, paths$1 as paths };
