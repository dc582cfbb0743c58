// Generated from openapi/whatsapp.yaml by scripts/generate.mjs. Do not edit: change the description and run it again.
export interface paths {
    "/{phoneNumberId}/messages": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say so.
                 *     Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the business phone number, not the number itself.
                 * @example 550000000000002
                 */
                phoneNumberId: components["parameters"]["PhoneNumberId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends a message, or marks an inbound message as read
         * @description `to` takes a phone number and `recipient` a BSUID; where both are given, `to` counts. Marking as read needs the id of
         *     an inbound message that is at most 30 days old, and may show typing for up to 25 s. Source: WhatsApp docs, Messages;
         *     Mark messages as read; Typing indicators.
         */
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
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say so.
                 *     Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the WhatsApp Business account that the number is in.
                 * @example 330000000000001
                 */
                accountId: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        /**
         * Apps that get the deliveries of the account
         * @description Which fields an app gets is set for the app, and not shown here. Source: WhatsApp docs, Business Management API,
         *     subscribed_apps.
         */
        get: operations["listSubscribedApps"];
        put?: never;
        /**
         * Subscribes the calling app to the account
         * @description Fields are chosen for the app, in the app dashboard. Source: WhatsApp docs, subscribed_apps.
         */
        post: operations["subscribeApp"];
        /**
         * Ends the deliveries of the calling app
         * @description Source: WhatsApp docs, subscribed_apps.
         */
        delete: operations["unsubscribeApp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{phoneNumberId}": {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say so.
                 *     Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the business phone number, not the number itself.
                 * @example 550000000000002
                 */
                phoneNumberId: components["parameters"]["PhoneNumberId"];
            };
            cookie?: never;
        };
        /**
         * The number
         * @description A number with `is_on_biz_app` true and `platform_type` `CLOUD_API` is shared with the WhatsApp Business app on a phone
         *     (coexistence). Source: WhatsApp docs, Business phone numbers.
         */
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
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An id as a string of digits. */
        DecimalId: string;
        /** @description An id; it may come as a number, which a double rounds from 16 digits on. */
        WireId: string | number;
        /**
         * @description A phone number with the country code, as people write it. Source: WhatsApp docs, Phone numbers ("plus signs, hyphens,
         *     parentheses and spaces are supported").
         */
        WrittenPhone: string;
        /** @description A business-scoped user id (BSUID), or a parent id with `ENT.`. Source: WhatsApp docs, Business-scoped user ids. */
        UserId: string;
        /** @description Done. */
        Success: {
            /**
             * @description Always true.
             * @constant
             */
            success: true;
        };
        /**
         * @description A message, or with `status` a read receipt. Meta takes a message without `type` for a text. Source: WhatsApp docs,
         *     Messages; Mark messages as read; Typing indicators.
         */
        MessagesRequest: {
            /**
             * @description Always `whatsapp`.
             * @constant
             */
            messaging_product: "whatsapp";
            /**
             * @description A person.
             * @constant
             */
            recipient_type?: "individual";
            to?: components["schemas"]["WrittenPhone"];
            recipient?: components["schemas"]["UserId"];
            /** @description The message that is quoted. */
            context?: {
                /** @description Its id. */
                message_id: string;
            };
            /** @description Comes back in the statuses of the message. */
            biz_opaque_callback_data?: string;
            /**
             * @description Marks a message as read.
             * @constant
             */
            status?: "read";
            /** @description The inbound message that was read. */
            message_id?: string;
            /** @description Shows typing until the answer, for at most 25 s. */
            typing_indicator?: {
                /**
                 * @description Always `text`.
                 * @constant
                 */
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
        /** @description What is said: a type, and the content under that name. Source: WhatsApp docs, Messages. */
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
        /** @description The key that holds the content. */
        OutgoingType: ("text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "interactive" | "template" | "reaction") | string;
        /** @description A text. */
        OutgoingText: {
            /** @description At most 4096 characters. */
            body: string;
            /** @description Whether a link in it is shown with a preview. */
            preview_url?: boolean;
        };
        /** @description A place. */
        OutgoingLocation: {
            /** @description Degrees. */
            latitude: number | string;
            /** @description Degrees. */
            longitude: number | string;
            /** @description Its name. */
            name?: string;
            /** @description Its address. */
            address?: string;
        };
        /** @description Contact cards. */
        OutgoingContacts: {
            [key: string]: unknown;
        }[];
        /** @description Buttons, a list, a flow and the like. Source: WhatsApp docs, Interactive messages. */
        OutgoingInteractive: {
            /** @description `button`, `list`, `flow`, … */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /** @description An approved template, which may also be sent outside the 24-hour window. Source: WhatsApp docs, Templates. */
        OutgoingTemplate: {
            /** @description Its name. */
            name: string;
            /** @description Its language. */
            language: {
                /** @description Such as `en` or `pt_PT`. */
                code: string;
            };
            /** @description Values of its parameters. */
            components?: {
                [key: string]: unknown;
            }[];
        };
        /** @description A reaction to a message of the person. */
        OutgoingReaction: {
            /** @description The message. */
            message_id: string;
            /** @description The character; empty takes the reaction back. */
            emoji?: string;
        };
        /** @description Media by the id of an upload, or by address. */
        OutgoingMedia: {
            /** @description Id of uploaded media. */
            id?: string;
            /** @description Address of the media. */
            link?: string;
            /** @description Text below it. */
            caption?: string;
            /** @description Of a document. */
            filename?: string;
        };
        /** @description The id of an accepted message, or `success` of a read receipt. */
        MessagesAnswer: {
            /**
             * @description Of a read receipt.
             * @constant
             */
            success?: true;
            /** @description Always `whatsapp`. */
            messaging_product?: string;
            /** @description The person. */
            contacts?: ({
                /** @description As it was given. */
                input?: string;
                /** @description The phone number; absent where a BSUID was given. */
                wa_id?: string;
                /** @description The BSUID. */
                user_id?: string;
            } & {
                [key: string]: unknown;
            })[];
            /** @description The message. */
            messages?: ({
                /** @description Its id. */
                id: string;
                /** @description `accepted`, or that it is held for a check. */
                message_status?: string;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        /** @description An address of its own for the deliveries of this account. */
        SubscribeRequest: {
            /** @description The address. */
            override_callback_uri?: string;
            /** @description For its verification. */
            verify_token?: string;
        };
        /** @description Apps. */
        SubscribedApps: {
            /** @description One for each app. */
            data: ({
                /** @description The app. */
                whatsapp_business_api_data: {
                    id: components["schemas"]["WireId"];
                    /** @description Its name. */
                    name?: string;
                    /** @description Its address. */
                    link?: string;
                } & {
                    [key: string]: unknown;
                };
                /** @description The address for this account, where it has one of its own. */
                override_callback_uri?: string;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        /** @description A business phone number. Source: WhatsApp docs, Business phone numbers. */
        PhoneNumber: {
            id: components["schemas"]["WireId"];
            /** @description The number for readers. */
            display_phone_number?: string;
            /** @description The name that people see. */
            verified_name?: string;
            /** @description Whether the number is also in the WhatsApp Business app on a phone. */
            is_on_biz_app?: boolean;
            /** @description `CLOUD_API`, `ON_PREMISE`, `NOT_APPLICABLE`. */
            platform_type?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A refusal. */
        ErrorEnvelope: {
            /** @description Why. Source: WhatsApp docs, Error codes. */
            error: {
                /** @description For developers. */
                message: string;
                /** @description `OAuthException` as a rule. */
                type?: string;
                /** @description Decides. */
                code: number;
                /** @description Rarely given. */
                error_subcode?: number;
                /** @description More about it. */
                error_data?: {
                    /** @description Always `whatsapp`. */
                    messaging_product?: string;
                    /** @description What is wrong. */
                    details?: string;
                } & {
                    [key: string]: unknown;
                };
                /** @description For Meta's support. */
                fbtrace_id?: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        /** @description Done. */
        Success: {
            headers: {
                Date: components["headers"]["Date"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Success"];
            };
        };
        /** @description Refused. `code` decides, since a subcode is rarely given. Source: WhatsApp docs, Error codes. */
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
        /**
         * @description Id of the business phone number, not the number itself.
         * @example 550000000000002
         */
        PhoneNumberId: components["schemas"]["DecimalId"];
        /**
         * @description Id of the WhatsApp Business account that the number is in.
         * @example 330000000000001
         */
        AccountId: components["schemas"]["DecimalId"];
        /**
         * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say so.
         *     Source: Graph API docs, Login Security.
         * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
         */
        AppSecretProof: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description Time of the answer by Meta's clock, in whole seconds.
         * @example Mon, 01 Dec 2025 12:00:00 GMT
         */
        Date: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    sendMessage: {
        parameters: {
            query?: {
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say so.
                 *     Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the business phone number, not the number itself.
                 * @example 550000000000002
                 */
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
            /** @description Accepted. Whether it was delivered is said by `statuses` deliveries. */
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
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say so.
                 *     Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the WhatsApp Business account that the number is in.
                 * @example 330000000000001
                 */
                accountId: components["parameters"]["AccountId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The apps. */
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
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say so.
                 *     Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the WhatsApp Business account that the number is in.
                 * @example 330000000000001
                 */
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
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say so.
                 *     Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the WhatsApp Business account that the number is in.
                 * @example 330000000000001
                 */
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
                /**
                 * @description Lower-case hex HMAC-SHA256 of the access token with the app secret as key; required if the app's settings say so.
                 *     Source: Graph API docs, Login Security.
                 * @example 247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9
                 */
                appsecret_proof?: components["parameters"]["AppSecretProof"];
                /**
                 * @description Comma-separated names of fields.
                 * @example id,display_phone_number,verified_name,is_on_biz_app,platform_type
                 */
                fields?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id of the business phone number, not the number itself.
                 * @example 550000000000002
                 */
                phoneNumberId: components["parameters"]["PhoneNumberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The number, with the fields that were asked for. */
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
