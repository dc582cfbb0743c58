// Generated from openapi/whatsapp.yaml by scripts/generate.mjs. Do not edit: change the description and run it again.
export type paths = Record<string, never>;
export interface webhooks {
    messages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Messages of people, statuses of own messages, and changed numbers
         * @description Field `messages`. Source: WhatsApp docs, messages, status, system and errors webhook references.
         */
        post: operations["onMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    smb_message_echoes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a person wrote in the WhatsApp Business app on a phone
         * @description Field `smb_message_echoes`: messages, edits and unsends made in the phone app or on a linked device, which shares the
         *     number. Source: WhatsApp docs, smb_message_echoes webhook reference.
         */
        post: operations["onPhoneEchoes"];
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
         * What other owners of a thread get and send
         * @description Field `standby`, with Conversation Routing: one of three lists at a time, or none. No member names the sender of an
         *     echo. Source: WhatsApp docs, standby webhook reference.
         */
        post: operations["onStandby"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    messaging_handovers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A thread changed hands
         * @description Field `messaging_handovers`, with Conversation Routing. `control_passed` goes to the new owner and `control_taken` to the
         *     previous one; a release and an expiry send nothing. Owners are named by role; older forms have app ids, or nothing.
         *     Source: WhatsApp docs, messaging_handovers webhook reference.
         */
        post: operations["onHandover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    other: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Past messages, contacts and changes of the account
         * @description Every other field. `history` holds messages of the past, also under the keys `messages` and `message_echoes`: they are
         *     no news. Source: WhatsApp docs, history, smb_app_state_sync and account_update webhook references.
         */
        post: operations["onOtherChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description An id; it may come as a number, which a double rounds from 16 digits on. */
        WireId: string | number;
        /** @description A phone number: digits alone, with the country code. */
        Phone: string;
        /** @description A business-scoped user id (BSUID), or a parent id with `ENT.`. Source: WhatsApp docs, Business-scoped user ids. */
        UserId: string;
        /** @description Unix seconds. */
        Time: string | number;
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
        OutgoingType: "text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "interactive" | "template" | "reaction" | (string & {});
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
        /** @description One delivery. Source: WhatsApp docs, Webhooks. */
        Envelope: {
            /**
             * @description Always this.
             * @constant
             */
            object: "whatsapp_business_account";
            /** @description One for each account. */
            entry: components["schemas"]["Entry"][];
        } & {
            [key: string]: unknown;
        };
        /** @description What happened in one account. */
        Entry: {
            id: components["schemas"]["WireId"];
            /** @description Unix seconds; only with fields about the account. */
            time?: number;
            /** @description One for each field. */
            changes: components["schemas"]["Change"][];
        } & {
            [key: string]: unknown;
        };
        /** @description One field. */
        Change: {
            /** @description Its name. */
            field: "messages" | "smb_message_echoes" | "standby" | "messaging_handovers" | "history" | "smb_app_state_sync" | "account_update" | (string & {});
            /** @description What it says. */
            value: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        MessagesDelivery: components["schemas"]["Envelope"] & ({
            /** @description The accounts. */
            entry?: ({
                /** @description The changes. */
                changes?: ({
                    /**
                     * @description The field.
                     * @constant
                     */
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
        /** @description Messages, statuses or errors of one number. */
        MessagesValue: ({
            /**
             * @description Always `whatsapp`.
             * @constant
             */
            messaging_product?: "whatsapp";
            metadata: components["schemas"]["NumberMetadata"];
            contacts?: components["schemas"]["Contacts"];
            /** @description Messages of people. */
            messages?: components["schemas"]["InboundMessage"][];
            /** @description Statuses of own messages. */
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
        /** @description The number of the business. */
        NumberMetadata: {
            /** @description The number for readers. */
            display_phone_number?: string;
            phone_number_id: components["schemas"]["WireId"];
        } & {
            [key: string]: unknown;
        };
        /** @description The people of the other lists. May be missing. */
        Contacts: components["schemas"]["Contact"][];
        /** @description A person. Source: WhatsApp docs, Business-scoped user ids. */
        Contact: {
            /** @description What the person shows of themselves. */
            profile?: {
                /** @description The name. */
                name?: string;
                /** @description The username. */
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
        /** @description A message of a person: a type, and the object of that name. Source: WhatsApp docs, messages webhook reference. */
        InboundMessage: {
            from?: components["schemas"]["Phone"];
            from_user_id?: components["schemas"]["UserId"];
            /** @description Its id. */
            id: string;
            timestamp: components["schemas"]["Time"];
            /** @description The key that holds the content. */
            type: "text" | "image" | "video" | "audio" | "document" | "sticker" | "location" | "contacts" | "button" | "interactive" | "reaction" | "order" | "edit" | "revoke" | "system" | "unsupported" | (string & {});
            text?: components["schemas"]["TextContent"];
            /** @description A tap on a template's quick reply. */
            button?: {
                /** @description Its title. */
                text?: string;
                /** @description What it carries. */
                payload?: string;
            } & {
                [key: string]: unknown;
            };
            /** @description An answer to an interactive message. */
            interactive?: {
                /** @description `button_reply`, `list_reply`, `nfm_reply`, `call_permission_reply`. */
                type: string;
                button_reply?: components["schemas"]["Choice"];
                list_reply?: components["schemas"]["Choice"];
            } & {
                [key: string]: unknown;
            };
            /** @description A reaction. */
            reaction?: {
                /** @description The message reacted to. */
                message_id: string;
                /** @description The character; absent or empty where it is taken back. */
                emoji?: string;
            } & {
                [key: string]: unknown;
            };
            /** @description A cart. */
            order?: {
                /** @description The catalogue. */
                catalog_id?: string;
                /** @description Note of the person. */
                text?: string;
                /** @description What is in it. */
                product_items?: {
                    [key: string]: unknown;
                }[];
            } & {
                [key: string]: unknown;
            };
            edit?: components["schemas"]["Edit"];
            revoke?: components["schemas"]["Revoke"];
            system?: components["schemas"]["System"];
            /** @description The message that is quoted. */
            context?: {
                /** @description Its id. */
                id?: string;
                /** @description Who wrote it. */
                from?: string;
            } & {
                [key: string]: unknown;
            };
            /** @description The ad or post that the person came by. Source: WhatsApp docs, messages webhook reference. */
            referral?: {
                /** @description Its address. */
                source_url?: string;
                /** @description Its id. */
                source_id?: string;
                /** @description `ad` or `post`. */
                source_type?: string;
                /** @description Id of the click. */
                ctwa_clid?: string;
            } & {
                [key: string]: unknown;
            };
            /** @description The group that it was written in. */
            group_id?: string;
            errors?: components["schemas"]["Errors"];
        } & {
            [key: string]: unknown;
        };
        /** @description A text. */
        TextContent: {
            /** @description What was written. */
            body?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description What was chosen. */
        Choice: {
            /** @description Id of the choice. */
            id?: string;
            /** @description Its title. */
            title?: string;
            /** @description More about it. */
            description?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A message was changed. */
        Edit: {
            /** @description The message. */
            original_message_id: string;
            /** @description What it says now. */
            message?: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description A message was unsent. */
        Revoke: {
            /** @description The message. */
            original_message_id: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A person changed the number or the id. Source: WhatsApp docs, system webhook reference. */
        System: {
            /** @description `user_changed_number` or `user_changed_user_id`. */
            type: string;
            /** @description For readers. */
            body?: string;
            wa_id?: components["schemas"]["Phone"];
            user_id?: components["schemas"]["UserId"];
            previous_user_id?: components["schemas"]["UserId"];
            parent_user_id?: components["schemas"]["UserId"];
            previous_parent_user_id?: components["schemas"]["UserId"];
        } & {
            [key: string]: unknown;
        };
        /** @description What became of a message. Source: WhatsApp docs, status webhook reference. */
        Status: {
            /** @description The message. */
            id: string;
            /** @description What became of it; `delivered` may be left out before `read`. */
            status: "sent" | "delivered" | "read" | "played" | "failed" | "deleted" | (string & {});
            timestamp: components["schemas"]["Time"];
            recipient_id?: components["schemas"]["Phone"];
            recipient_user_id?: components["schemas"]["UserId"];
            /** @description What the send carried. */
            biz_opaque_callback_data?: string;
            errors?: components["schemas"]["Errors"];
        } & {
            [key: string]: unknown;
        };
        /** @description Why something failed. */
        Errors: components["schemas"]["WireError"][];
        /** @description One reason. Source: WhatsApp docs, errors webhook reference. */
        WireError: {
            /** @description Meta's code. */
            code: number;
            /** @description In short. */
            title?: string;
            /** @description In words. */
            message?: string;
            /** @description More about it. */
            error_data?: {
                /** @description What is wrong. */
                details?: string;
            } & {
                [key: string]: unknown;
            };
            /** @description Meta's page about it. */
            href?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description What Meta sums up of the conversation. Source: WhatsApp docs, Conversation context. */
        ConversationContext: {
            /** @description `summary`. */
            type?: string;
            /** @description The summary. */
            summary?: {
                /** @description In words. */
                text?: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        PhoneEchoesDelivery: components["schemas"]["Envelope"] & ({
            /** @description The accounts. */
            entry?: ({
                /** @description The changes. */
                changes?: ({
                    /**
                     * @description The field.
                     * @constant
                     */
                    field?: "smb_message_echoes";
                    /** @description Echoes of one number. */
                    value?: {
                        /**
                         * @description Always `whatsapp`.
                         * @constant
                         */
                        messaging_product?: "whatsapp";
                        metadata: components["schemas"]["NumberMetadata"];
                        contacts?: components["schemas"]["Contacts"];
                        /** @description The echoes. */
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
        /** @description A message that was written on the phone. Source: WhatsApp docs, smb_message_echoes webhook reference. */
        PhoneEcho: {
            from?: components["schemas"]["Phone"];
            to?: components["schemas"]["Phone"];
            to_user_id?: components["schemas"]["UserId"];
            to_parent_user_id?: components["schemas"]["UserId"];
            /** @description Its id. */
            id: string;
            timestamp: components["schemas"]["Time"];
            /** @description The key that holds the content. */
            type: string;
            text?: components["schemas"]["TextContent"];
            edit?: components["schemas"]["Edit"];
            revoke?: components["schemas"]["Revoke"];
            /** @description `created_by_1p_bot` where an automation of Meta's wrote it. */
            message_creation_type?: string;
        } & {
            [key: string]: unknown;
        };
        StandbyDelivery: components["schemas"]["Envelope"] & ({
            /** @description The accounts. */
            entry?: ({
                /** @description The changes. */
                changes?: ({
                    /**
                     * @description The field.
                     * @constant
                     */
                    field?: "standby";
                    /** @description Of one number. */
                    value?: {
                        /**
                         * @description Always `whatsapp`.
                         * @constant
                         */
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
        /** @description One of three lists, or none. */
        Standby: {
            contacts?: components["schemas"]["Contacts"];
            /** @description Messages of people. */
            messages?: components["schemas"]["InboundMessage"][];
            /** @description What the owner sent. */
            message_echoes?: components["schemas"]["StandbyEcho"][];
            /** @description Statuses of the owner's messages. */
            statuses?: components["schemas"]["Status"][];
        } & {
            [key: string]: unknown;
        };
        /** @description The body of another app's send. Source: WhatsApp docs, standby webhook reference. */
        StandbyEcho: {
            /** @description Id of the message. */
            id: string;
            timestamp: components["schemas"]["Time"];
            /** @description What was sent. */
            message: {
                to?: components["schemas"]["Phone"];
                recipient?: components["schemas"]["UserId"];
                /** @description The key that holds the content. */
                type: string;
                text?: components["schemas"]["TextContent"];
            } & {
                [key: string]: unknown;
            };
            /** @description The template that was sent. */
            template?: {
                [key: string]: unknown;
            };
            /** @description The flow that was sent. */
            flow?: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        HandoversDelivery: components["schemas"]["Envelope"] & ({
            /** @description The accounts. */
            entry?: ({
                /** @description The changes. */
                changes?: ({
                    /**
                     * @description The field.
                     * @constant
                     */
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
        /** @description A thread changed hands. */
        Handover: ({
            /**
             * @description Always `whatsapp`.
             * @constant
             */
            messaging_product?: "whatsapp";
            /** @description The person. */
            sender?: {
                phone_number?: components["schemas"]["Phone"];
                wa_id?: components["schemas"]["Phone"];
                user_id?: components["schemas"]["UserId"];
            } & {
                [key: string]: unknown;
            };
            recipient: components["schemas"]["NumberMetadata"];
            /** @description `control_passed` or `control_taken`. */
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
        /** @description Who had the thread, and who has it now, as far as Meta says so. */
        ControlChange: {
            /** @description Role of the owner before. */
            previous_owner_role?: string;
            /** @description Role of the new owner. */
            new_owner_role?: string;
            previous_owner_app_id?: components["schemas"]["WireId"];
            /** @description Role of the owner before, never of the new one. */
            previous_owner_app_role?: string;
            /** @description The owner before. */
            previous_owner?: {
                app_id?: components["schemas"]["WireId"];
                /** @description Its role. */
                app_role?: string;
                business_id?: components["schemas"]["WireId"];
            } & {
                [key: string]: unknown;
            };
            /** @description What the passing app gave along. */
            metadata?: string;
            conversation_context?: components["schemas"]["ConversationContext"];
        } & {
            [key: string]: unknown;
        };
        OtherDelivery: components["schemas"]["Envelope"] & ({
            /** @description The accounts. */
            entry?: ({
                /** @description The changes. */
                changes?: ({
                    /** @description Any other field. */
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
        /**
         * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Graph API docs, Webhooks.
         * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
         */
        Signature256: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    onMessages: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Graph API docs, Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessagesDelivery"];
            };
        };
        responses: {
            /** @description Received. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not handled; Meta delivers it again, for up to seven days. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onPhoneEchoes: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Graph API docs, Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PhoneEchoesDelivery"];
            };
        };
        responses: {
            /** @description Received. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not handled; Meta delivers it again, for up to seven days. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onStandby: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Graph API docs, Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StandbyDelivery"];
            };
        };
        responses: {
            /** @description Received. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not handled; Meta delivers it again, for up to seven days. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onHandover: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Graph API docs, Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandoversDelivery"];
            };
        };
        responses: {
            /** @description Received. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not handled; Meta delivers it again, for up to seven days. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onOtherChange: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description `sha256=` and the hex HMAC-SHA256 of the raw body with the app secret as key. Source: Graph API docs, Webhooks.
                 * @example sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04
                 */
                "X-Hub-Signature-256": components["parameters"]["Signature256"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OtherDelivery"];
            };
        };
        responses: {
            /** @description Received. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not handled; Meta delivers it again, for up to seven days. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
