// Generated from openapi/handover.yaml, openapi/graph-extra.yaml and openapi/whatsapp.yaml by scripts/generate.mjs. Do not edit: change the description and run it again.

/**
 * Parameters of every call, by method and path: one JSON Schema (2020-12) of an object that holds what the query and the
 * body of the call may hold together.
 */
export const requests: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "POST /{pageId}/pass_thread_control": {
    "type": "object",
    "required": [
      "recipient"
    ],
    "properties": {
      "recipient": {
        "type": "object",
        "required": [
          "id"
        ],
        "properties": {
          "id": {
            "type": "string",
            "pattern": "^[0-9]+$"
          }
        }
      },
      "target_app_id": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "metadata": {
        "type": "string"
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/take_thread_control": {
    "type": "object",
    "required": [
      "recipient"
    ],
    "properties": {
      "recipient": {
        "type": "object",
        "required": [
          "id"
        ],
        "properties": {
          "id": {
            "type": "string",
            "pattern": "^[0-9]+$"
          }
        }
      },
      "metadata": {
        "type": "string"
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/request_thread_control": {
    "type": "object",
    "required": [
      "recipient"
    ],
    "properties": {
      "recipient": {
        "type": "object",
        "required": [
          "id"
        ],
        "properties": {
          "id": {
            "type": "string",
            "pattern": "^[0-9]+$"
          }
        }
      },
      "metadata": {
        "type": "string"
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/release_thread_control": {
    "type": "object",
    "required": [
      "recipient"
    ],
    "properties": {
      "recipient": {
        "type": "object",
        "required": [
          "id"
        ],
        "properties": {
          "id": {
            "type": "string",
            "pattern": "^[0-9]+$"
          }
        }
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/extend_thread_control": {
    "type": "object",
    "required": [
      "recipient"
    ],
    "properties": {
      "recipient": {
        "type": "object",
        "required": [
          "id"
        ],
        "properties": {
          "id": {
            "type": "string",
            "pattern": "^[0-9]+$"
          }
        }
      },
      "duration": {
        "type": "integer",
        "minimum": 0,
        "maximum": 604800
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "GET /{pageId}/thread_owner": {
    "type": "object",
    "required": [
      "recipient"
    ],
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "recipient": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      }
    },
    "additionalProperties": true
  },
  "GET /{pageId}/secondary_receivers": {
    "type": "object",
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "fields": {
        "type": "string",
        "default": "id,name"
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "limit": {
        "type": "integer",
        "minimum": 1
      },
      "after": {
        "type": "string"
      },
      "before": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "GET /{pageId}/subscribed_apps": {
    "type": "object",
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "fields": {
        "type": "string"
      },
      "limit": {
        "type": "integer",
        "minimum": 1
      },
      "after": {
        "type": "string"
      },
      "before": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/subscribed_apps": {
    "type": "object",
    "required": [
      "subscribed_fields"
    ],
    "properties": {
      "subscribed_fields": {
        "anyOf": [
          {
            "type": "array",
            "minItems": 1,
            "items": {
              "anyOf": [
                {
                  "enum": [
                    "affiliation",
                    "attire",
                    "awards",
                    "bio",
                    "birthday",
                    "business_integrity",
                    "call_permission_reply",
                    "call_settings_update",
                    "calls",
                    "category",
                    "checkins",
                    "comment_poll_response",
                    "company_overview",
                    "conversations",
                    "culinary_team",
                    "current_location",
                    "description",
                    "email",
                    "feature_access_list",
                    "feed",
                    "follow",
                    "founded",
                    "general_info",
                    "general_manager",
                    "group_feed",
                    "hometown",
                    "hours",
                    "inbox_labels",
                    "invalid_topic_placeholder",
                    "invoice_access_bank_slip_events",
                    "invoice_access_invoice_change",
                    "invoice_access_invoice_draft_change",
                    "invoice_access_onboarding_status_active",
                    "leadgen",
                    "leadgen_fat",
                    "leadgen_update",
                    "live_videos",
                    "local_delivery",
                    "location",
                    "marketing_message_clicks",
                    "marketing_message_deliveries",
                    "marketing_message_delivery_failed",
                    "marketing_message_echoes",
                    "marketing_message_reads",
                    "marketing_messages_subscriber_upload_status",
                    "mcom_invoice_change",
                    "members",
                    "mention",
                    "merchant_review",
                    "message_context",
                    "message_deliveries",
                    "message_echoes",
                    "message_edits",
                    "message_mention",
                    "message_reactions",
                    "message_reads",
                    "message_template_status_update",
                    "messages",
                    "messaging_account_linking",
                    "messaging_appointments",
                    "messaging_checkout_updates",
                    "messaging_customer_information",
                    "messaging_direct_sends",
                    "messaging_fblogin_account_linking",
                    "messaging_feedback",
                    "messaging_game_plays",
                    "messaging_handovers",
                    "messaging_in_thread_lead_form_submit",
                    "messaging_integrity",
                    "messaging_optins",
                    "messaging_optouts",
                    "messaging_payments",
                    "messaging_policy_enforcement",
                    "messaging_postbacks",
                    "messaging_pre_checkouts",
                    "messaging_referrals",
                    "mission",
                    "name",
                    "page_about_story",
                    "page_change_proposal",
                    "page_upcoming_change",
                    "parking",
                    "payment_options",
                    "payment_request_update",
                    "personal_info",
                    "personal_interests",
                    "phone",
                    "picture",
                    "price_range",
                    "product_review",
                    "products",
                    "public_transit",
                    "publisher_subscriptions",
                    "ratings",
                    "registration",
                    "response_feedback",
                    "send_cart",
                    "standby",
                    "story_poll_response",
                    "story_share",
                    "user_action",
                    "video_text_question_responses",
                    "videos",
                    "website",
                    "agent_messages",
                    "messaging_seen",
                    "messaging_handover",
                    "messaging_referral",
                    "message_edit",
                    "comments",
                    "live_comments",
                    "mentions",
                    "story_insights",
                    "creator_marketplace_projects",
                    "creator_marketplace_invited_creator_onboarding",
                    "delta",
                    "story_reactions",
                    "onboarding_welcome_message_series",
                    "share_to_story"
                  ]
                },
                {
                  "type": "string"
                }
              ]
            }
          },
          {
            "type": "string",
            "minLength": 1
          }
        ]
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "DELETE /{pageId}/subscribed_apps": {
    "type": "object",
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/messages": {
    "type": "object",
    "not": {
      "required": [
        "message",
        "sender_action"
      ],
      "properties": {
        "message": true,
        "sender_action": true
      }
    },
    "dependentSchemas": {
      "recipient": {
        "if": {
          "not": {
            "required": [
              "sender_action"
            ],
            "properties": {
              "sender_action": true
            }
          }
        },
        "then": {
          "required": [
            "message"
          ],
          "properties": {
            "message": true
          },
          "additionalProperties": true
        }
      },
      "sender_action": {
        "if": {
          "properties": {
            "sender_action": {
              "const": "react"
            }
          }
        },
        "then": {
          "required": [
            "payload"
          ],
          "properties": {
            "payload": true
          },
          "additionalProperties": true
        }
      }
    },
    "required": [
      "recipient"
    ],
    "properties": {
      "recipient": {
        "type": "object",
        "minProperties": 1,
        "properties": {
          "id": {
            "type": "string",
            "pattern": "^[0-9]+$"
          },
          "user_ref": {
            "type": "string"
          },
          "comment_id": {
            "type": "string"
          },
          "post_id": {
            "type": "string"
          },
          "phone_number": {
            "type": "string"
          },
          "notification_messages_token": {
            "type": "string"
          },
          "one_time_notif_token": {
            "type": "string"
          }
        }
      },
      "messaging_type": {
        "anyOf": [
          {
            "enum": [
              "RESPONSE",
              "UPDATE",
              "MESSAGE_TAG",
              "UTILITY"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "message": {
        "type": "object",
        "minProperties": 1,
        "properties": {
          "text": {
            "type": "string",
            "maxLength": 2000
          },
          "attachment": {
            "type": "object",
            "required": [
              "type"
            ],
            "properties": {
              "type": {
                "anyOf": [
                  {
                    "enum": [
                      "audio",
                      "file",
                      "image",
                      "template",
                      "video"
                    ]
                  },
                  {
                    "type": "string"
                  }
                ]
              },
              "payload": {
                "type": "object",
                "additionalProperties": true,
                "properties": {
                  "url": {
                    "type": "string"
                  },
                  "is_reusable": {
                    "type": "boolean"
                  },
                  "attachment_id": {
                    "type": "string",
                    "pattern": "^[0-9]+$"
                  },
                  "template_type": {
                    "type": "string"
                  }
                }
              }
            }
          },
          "attachments": {
            "type": "array",
            "items": {
              "type": "object",
              "required": [
                "type"
              ],
              "properties": {
                "type": {
                  "anyOf": [
                    {
                      "enum": [
                        "audio",
                        "file",
                        "image",
                        "template",
                        "video"
                      ]
                    },
                    {
                      "type": "string"
                    }
                  ]
                },
                "payload": {
                  "type": "object",
                  "additionalProperties": true,
                  "properties": {
                    "url": {
                      "type": "string"
                    },
                    "is_reusable": {
                      "type": "boolean"
                    },
                    "attachment_id": {
                      "type": "string",
                      "pattern": "^[0-9]+$"
                    },
                    "template_type": {
                      "type": "string"
                    }
                  }
                }
              }
            }
          },
          "quick_replies": {
            "type": "array",
            "maxItems": 13,
            "items": {
              "type": "object",
              "required": [
                "content_type"
              ],
              "properties": {
                "content_type": {
                  "anyOf": [
                    {
                      "enum": [
                        "text",
                        "user_phone_number",
                        "user_email"
                      ]
                    },
                    {
                      "type": "string"
                    }
                  ]
                },
                "title": {
                  "type": "string",
                  "maxLength": 20
                },
                "payload": {
                  "type": "string",
                  "maxLength": 1000
                },
                "image_url": {
                  "type": "string"
                }
              }
            }
          },
          "metadata": {
            "type": "string",
            "maxLength": 1000
          },
          "template": {
            "type": "object",
            "required": [
              "name",
              "language"
            ],
            "additionalProperties": true,
            "properties": {
              "name": {
                "type": "string",
                "minLength": 1
              },
              "language": {
                "type": "object",
                "required": [
                  "code"
                ],
                "additionalProperties": true,
                "properties": {
                  "code": {
                    "type": "string"
                  }
                }
              },
              "components": {
                "type": "array",
                "items": {
                  "type": "object",
                  "additionalProperties": true
                }
              }
            }
          }
        }
      },
      "sender_action": {
        "anyOf": [
          {
            "enum": [
              "typing_on",
              "typing_off",
              "mark_seen",
              "react",
              "unreact"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "payload": {
        "anyOf": [
          {
            "type": "object",
            "required": [
              "message_id"
            ],
            "properties": {
              "message_id": {
                "type": "string",
                "minLength": 1
              },
              "reaction": {
                "type": "string"
              }
            }
          },
          {
            "type": "string"
          }
        ]
      },
      "tag": {
        "anyOf": [
          {
            "enum": [
              "HUMAN_AGENT",
              "CUSTOMER_FEEDBACK"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "notification_type": {
        "anyOf": [
          {
            "enum": [
              "REGULAR",
              "SILENT_PUSH",
              "NO_PUSH"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "persona_id": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "reply_to": {
        "type": "object",
        "required": [
          "mid"
        ],
        "properties": {
          "mid": {
            "type": "string",
            "minLength": 1
          }
        }
      },
      "thread_control": {
        "type": "object",
        "properties": {
          "control_type": {
            "anyOf": [
              {
                "enum": [
                  "pass",
                  "release"
                ]
              },
              {
                "type": "string"
              }
            ]
          },
          "app_id": {
            "type": "string",
            "pattern": "^[0-9]+$"
          }
        }
      },
      "folder": {
        "anyOf": [
          {
            "enum": [
              "PARTNERSHIP"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "suggestion_action": {
        "anyOf": [
          {
            "enum": [
              "ACCEPT",
              "DISMISS",
              "IMPRESSION"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "GET /{pageId}/conversations": {
    "type": "object",
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "user_id": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "fields": {
        "type": "string"
      },
      "limit": {
        "type": "integer",
        "minimum": 1
      },
      "after": {
        "type": "string"
      },
      "before": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "GET /{pageId}/personas": {
    "type": "object",
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "fields": {
        "type": "string"
      },
      "limit": {
        "type": "integer",
        "minimum": 1
      },
      "after": {
        "type": "string"
      },
      "before": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/personas": {
    "type": "object",
    "required": [
      "name",
      "profile_picture_url"
    ],
    "properties": {
      "name": {
        "type": "string",
        "minLength": 1,
        "maxLength": 50
      },
      "profile_picture_url": {
        "type": "string",
        "minLength": 1
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "GET /{nodeId}": {
    "type": "object",
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "fields": {
        "type": "string"
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      }
    },
    "additionalProperties": true
  },
  "DELETE /{nodeId}": {
    "type": "object",
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "GET /": {
    "type": "object",
    "required": [
      "ids"
    ],
    "properties": {
      "ids": {
        "type": "string"
      },
      "fields": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "POST /": {
    "type": "object",
    "required": [
      "batch"
    ],
    "properties": {
      "batch": {
        "type": "array",
        "minItems": 1,
        "maxItems": 50,
        "items": {
          "type": "object",
          "required": [
            "method",
            "relative_url"
          ],
          "additionalProperties": true,
          "properties": {
            "method": {
              "type": "string"
            },
            "relative_url": {
              "type": "string"
            },
            "body": {
              "type": "string"
            },
            "name": {
              "type": "string"
            },
            "depends_on": {
              "type": "string"
            },
            "omit_response_on_success": {
              "type": "boolean"
            },
            "attached_files": {
              "type": "string"
            }
          }
        }
      },
      "include_headers": {
        "type": "boolean"
      }
    },
    "additionalProperties": true
  },
  "GET /{edge}": {
    "type": "object",
    "required": [
      "ids"
    ],
    "properties": {
      "ids": {
        "type": "string"
      },
      "fields": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "GET /{pageId}/messenger_profile": {
    "type": "object",
    "required": [
      "fields"
    ],
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "fields": {
        "type": [
          "string",
          "array"
        ]
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/messenger_profile": {
    "type": "object",
    "properties": {
      "account_linking_url": {
        "type": "string",
        "minLength": 1
      },
      "commands": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "object",
          "required": [
            "locale",
            "commands"
          ],
          "properties": {
            "locale": {
              "type": "string",
              "minLength": 1
            },
            "commands": {
              "type": "array",
              "minItems": 1,
              "maxItems": 100,
              "items": {
                "type": "object",
                "required": [
                  "name",
                  "description"
                ],
                "properties": {
                  "name": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 32
                  },
                  "description": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 64
                  }
                }
              }
            }
          }
        }
      },
      "get_started": {
        "type": "object",
        "required": [
          "payload"
        ],
        "properties": {
          "payload": {
            "type": "string",
            "minLength": 1,
            "maxLength": 1000
          }
        }
      },
      "greeting": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "object",
          "required": [
            "locale",
            "text"
          ],
          "properties": {
            "locale": {
              "type": "string",
              "minLength": 1
            },
            "text": {
              "type": "string",
              "maxLength": 160
            }
          }
        }
      },
      "ice_breakers": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "object",
          "properties": {
            "question": {
              "type": "string"
            },
            "payload": {
              "type": "string"
            },
            "locale": {
              "type": "string",
              "minLength": 1
            },
            "call_to_actions": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "question": {
                    "type": "string"
                  },
                  "payload": {
                    "type": "string"
                  }
                }
              }
            }
          }
        }
      },
      "persistent_menu": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "object",
          "required": [
            "locale"
          ],
          "properties": {
            "locale": {
              "type": "string",
              "minLength": 1
            },
            "composer_input_disabled": {
              "type": "boolean"
            },
            "disabled_surfaces": {
              "type": "array",
              "items": {
                "type": "string"
              }
            },
            "call_to_actions": {
              "type": "array",
              "items": {
                "type": "object",
                "required": [
                  "type",
                  "title"
                ],
                "properties": {
                  "type": {
                    "type": "string"
                  },
                  "title": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 30
                  },
                  "payload": {
                    "type": "string",
                    "maxLength": 1000
                  },
                  "url": {
                    "type": "string"
                  },
                  "webview_height_ratio": {
                    "enum": [
                      "compact",
                      "tall",
                      "full"
                    ]
                  },
                  "messenger_extensions": {
                    "type": "boolean"
                  },
                  "fallback_url": {
                    "type": "string"
                  },
                  "webview_share_button": {
                    "enum": [
                      "hide",
                      "show"
                    ]
                  }
                }
              }
            }
          }
        }
      },
      "whitelisted_domains": {
        "type": "array",
        "items": {
          "type": "string"
        }
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      }
    },
    "additionalProperties": true
  },
  "DELETE /{pageId}/messenger_profile": {
    "type": "object",
    "required": [
      "fields"
    ],
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "fields": {
        "type": [
          "string",
          "array"
        ]
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      }
    },
    "additionalProperties": true
  },
  "GET /{pageId}/custom_user_settings": {
    "type": "object",
    "required": [
      "psid"
    ],
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "psid": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "fields": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/custom_user_settings": {
    "type": "object",
    "required": [
      "psid",
      "persistent_menu"
    ],
    "properties": {
      "psid": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "persistent_menu": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "object",
          "required": [
            "locale"
          ],
          "properties": {
            "locale": {
              "type": "string",
              "minLength": 1
            },
            "composer_input_disabled": {
              "type": "boolean"
            },
            "disabled_surfaces": {
              "type": "array",
              "items": {
                "type": "string"
              }
            },
            "call_to_actions": {
              "type": "array",
              "items": {
                "type": "object",
                "required": [
                  "type",
                  "title"
                ],
                "properties": {
                  "type": {
                    "type": "string"
                  },
                  "title": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 30
                  },
                  "payload": {
                    "type": "string",
                    "maxLength": 1000
                  },
                  "url": {
                    "type": "string"
                  },
                  "webview_height_ratio": {
                    "enum": [
                      "compact",
                      "tall",
                      "full"
                    ]
                  },
                  "messenger_extensions": {
                    "type": "boolean"
                  },
                  "fallback_url": {
                    "type": "string"
                  },
                  "webview_share_button": {
                    "enum": [
                      "hide",
                      "show"
                    ]
                  }
                }
              }
            }
          }
        }
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "DELETE /{pageId}/custom_user_settings": {
    "type": "object",
    "required": [
      "psid",
      "params"
    ],
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "psid": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "params": {
        "type": [
          "string",
          "array"
        ]
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/message_attachments": {
    "type": "object",
    "required": [
      "message"
    ],
    "properties": {
      "message": {
        "type": "object",
        "required": [
          "attachment"
        ],
        "properties": {
          "attachment": {
            "type": "object",
            "required": [
              "type"
            ],
            "properties": {
              "type": {
                "type": "string"
              },
              "payload": {
                "type": "object",
                "properties": {
                  "url": {
                    "type": "string"
                  },
                  "is_reusable": {
                    "type": "boolean"
                  }
                }
              }
            }
          }
        }
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "appsecret_time": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "platform": {
        "anyOf": [
          {
            "enum": [
              "messenger",
              "instagram",
              "MESSENGER",
              "INSTAGRAM"
            ]
          },
          {
            "type": "string"
          }
        ]
      }
    },
    "additionalProperties": true
  },
  "POST /{phoneNumberId}/media": {
    "type": "object",
    "required": [
      "messaging_product"
    ],
    "properties": {
      "messaging_product": {
        "const": "whatsapp"
      },
      "type": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "GET /{mediaId}": {
    "type": "object",
    "properties": {
      "phone_number_id": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "fields": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "DELETE /{mediaId}": {
    "type": "object",
    "properties": {
      "phone_number_id": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "GET /whatsapp_business/attachments": {
    "type": "object",
    "required": [
      "mid",
      "ext"
    ],
    "properties": {
      "mid": {
        "type": "string",
        "pattern": "^[0-9]+$"
      },
      "ext": {
        "type": "integer"
      }
    },
    "additionalProperties": true
  },
  "GET /{objectId}": {
    "type": "object",
    "properties": {
      "fields": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "GET /{objectId}/messages": {
    "type": "object",
    "properties": {
      "fields": {
        "type": "string"
      },
      "limit": {
        "type": "integer",
        "minimum": 1
      },
      "after": {
        "type": "string"
      },
      "before": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "GET /{objectId}/attachments": {
    "type": "object",
    "properties": {
      "fields": {
        "type": "string"
      },
      "limit": {
        "type": "integer",
        "minimum": 1
      },
      "after": {
        "type": "string"
      },
      "before": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "GET /{objectId}/picture": {
    "type": "object",
    "properties": {
      "redirect": {
        "type": "string"
      },
      "type": {
        "type": "string"
      },
      "width": {
        "type": "integer"
      },
      "height": {
        "type": "integer"
      }
    },
    "additionalProperties": true
  },
  "GET /{objectId}/accounts": {
    "type": "object",
    "properties": {
      "fields": {
        "type": "string"
      },
      "limit": {
        "type": "integer",
        "minimum": 1
      },
      "after": {
        "type": "string"
      },
      "before": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "GET /{objectId}/permissions": {
    "type": "object",
    "properties": {
      "fields": {
        "type": "string"
      },
      "limit": {
        "type": "integer",
        "minimum": 1
      },
      "after": {
        "type": "string"
      },
      "before": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "GET /{objectId}/subscriptions": {
    "type": "object",
    "properties": {
      "fields": {
        "type": "string"
      },
      "limit": {
        "type": "integer",
        "minimum": 1
      },
      "after": {
        "type": "string"
      },
      "before": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "POST /{objectId}/subscriptions": {
    "type": "object",
    "required": [
      "object",
      "callback_url",
      "verify_token",
      "fields"
    ],
    "properties": {
      "object": {
        "type": "string"
      },
      "callback_url": {
        "type": "string"
      },
      "verify_token": {
        "type": "string"
      },
      "fields": {
        "anyOf": [
          {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          {
            "type": "string"
          }
        ]
      },
      "include_values": {
        "type": "boolean"
      }
    },
    "additionalProperties": true
  },
  "DELETE /{objectId}/subscriptions": {
    "type": "object",
    "properties": {
      "object": {
        "type": "string"
      },
      "fields": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "POST /{objectId}/activities": {
    "type": "object",
    "required": [
      "event"
    ],
    "properties": {
      "event": {
        "type": "string"
      },
      "custom_events": {
        "anyOf": [
          {
            "type": "array",
            "items": {
              "type": "object"
            }
          },
          {
            "type": "string"
          }
        ]
      },
      "page_id": {
        "type": "string"
      },
      "page_scoped_user_id": {
        "type": "string"
      },
      "advertiser_tracking_enabled": {
        "type": [
          "boolean",
          "integer",
          "string"
        ]
      },
      "application_tracking_enabled": {
        "type": [
          "boolean",
          "integer",
          "string"
        ]
      },
      "extinfo": {
        "type": [
          "array",
          "string"
        ]
      }
    },
    "additionalProperties": true
  },
  "POST /{objectId}/page_activities": {
    "type": "object",
    "required": [
      "event"
    ],
    "properties": {
      "event": {
        "type": "string"
      },
      "custom_events": {
        "anyOf": [
          {
            "type": "array",
            "items": {
              "type": "object"
            }
          },
          {
            "type": "string"
          }
        ]
      },
      "page_id": {
        "type": "string"
      },
      "page_scoped_user_id": {
        "type": "string"
      },
      "advertiser_tracking_enabled": {
        "type": [
          "boolean",
          "integer",
          "string"
        ]
      },
      "application_tracking_enabled": {
        "type": [
          "boolean",
          "integer",
          "string"
        ]
      },
      "extinfo": {
        "type": [
          "array",
          "string"
        ]
      }
    },
    "additionalProperties": true
  },
  "GET /{objectId}/custom_labels": {
    "type": "object",
    "properties": {
      "fields": {
        "type": "string"
      },
      "limit": {
        "type": "integer",
        "minimum": 1
      },
      "after": {
        "type": "string"
      },
      "before": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "POST /{objectId}/custom_labels": {
    "type": "object",
    "required": [
      "page_label_name"
    ],
    "properties": {
      "page_label_name": {
        "type": "string",
        "minLength": 1
      }
    },
    "additionalProperties": true
  },
  "POST /{objectId}/label": {
    "type": "object",
    "required": [
      "user"
    ],
    "properties": {
      "user": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "DELETE /{objectId}/label": {
    "type": "object",
    "required": [
      "user"
    ],
    "properties": {
      "user": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/moderate_conversations": {
    "type": "object",
    "required": [
      "user_ids",
      "actions"
    ],
    "properties": {
      "user_ids": {
        "type": "array",
        "minItems": 1,
        "maxItems": 10,
        "items": {
          "type": [
            "object",
            "string"
          ]
        }
      },
      "actions": {
        "anyOf": [
          {
            "type": "array",
            "minItems": 1,
            "items": {
              "type": "string"
            }
          },
          {
            "type": "string"
          }
        ]
      }
    },
    "additionalProperties": true
  },
  "GET /{pageId}/insights": {
    "type": "object",
    "required": [
      "metric"
    ],
    "properties": {
      "metric": {
        "anyOf": [
          {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          {
            "type": "string"
          }
        ]
      },
      "period": {
        "type": "string"
      },
      "limit": {
        "type": "integer",
        "minimum": 1
      },
      "after": {
        "type": "string"
      },
      "before": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "GET /{pageId}/messaging_feature_review": {
    "type": "object",
    "properties": {
      "fields": {
        "type": "string"
      },
      "limit": {
        "type": "integer",
        "minimum": 1
      },
      "after": {
        "type": "string"
      },
      "before": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/nlp_configs": {
    "type": "object",
    "properties": {
      "nlp_enabled": {
        "type": "boolean"
      },
      "model": {
        "type": "string"
      },
      "custom_token": {
        "type": "string"
      },
      "verbose": {
        "type": "boolean"
      },
      "n_best": {
        "type": "integer",
        "minimum": 1,
        "maximum": 8
      }
    },
    "additionalProperties": true
  },
  "POST /{pageId}/unlink_accounts": {
    "type": "object",
    "required": [
      "psid"
    ],
    "properties": {
      "psid": {
        "type": "string",
        "pattern": "^[0-9]+$"
      }
    },
    "additionalProperties": true
  },
  "GET /debug_token": {
    "type": "object",
    "required": [
      "input_token"
    ],
    "properties": {
      "input_token": {
        "type": "string",
        "minLength": 1
      }
    },
    "additionalProperties": true
  },
  "GET /oauth/access_token": {
    "type": "object",
    "properties": {
      "grant_type": {
        "type": "string"
      },
      "client_id": {
        "type": "string"
      },
      "client_secret": {
        "type": "string"
      },
      "code": {
        "type": "string"
      },
      "redirect_uri": {
        "type": "string"
      },
      "fb_exchange_token": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "POST /oauth/access_token": {
    "type": "object",
    "properties": {
      "grant_type": {
        "type": "string"
      },
      "client_id": {
        "type": "string"
      },
      "client_secret": {
        "type": "string"
      },
      "code": {
        "type": "string"
      },
      "redirect_uri": {
        "type": "string"
      },
      "fb_exchange_token": {
        "type": "string"
      }
    },
    "additionalProperties": true
  },
  "POST /{phoneNumberId}/messages": {
    "type": "object",
    "if": {
      "required": [
        "status"
      ],
      "properties": {
        "status": true
      },
      "additionalProperties": true
    },
    "then": {
      "required": [
        "message_id"
      ],
      "properties": {
        "message_id": true
      },
      "additionalProperties": true
    },
    "else": {
      "allOf": [
        {
          "type": "object",
          "required": [
            "type"
          ],
          "properties": {
            "type": {
              "anyOf": [
                {
                  "enum": [
                    "text",
                    "image",
                    "video",
                    "audio",
                    "document",
                    "sticker",
                    "location",
                    "contacts",
                    "interactive",
                    "template",
                    "reaction"
                  ]
                },
                {
                  "type": "string"
                }
              ]
            },
            "text": {
              "type": "object",
              "required": [
                "body"
              ],
              "properties": {
                "body": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 4096
                },
                "preview_url": {
                  "type": "boolean"
                }
              }
            },
            "image": {
              "type": "object",
              "properties": {
                "id": {
                  "type": "string",
                  "minLength": 1
                },
                "link": {
                  "type": "string",
                  "minLength": 1
                },
                "caption": {
                  "type": "string"
                },
                "filename": {
                  "type": "string"
                }
              }
            },
            "video": {
              "type": "object",
              "properties": {
                "id": {
                  "type": "string",
                  "minLength": 1
                },
                "link": {
                  "type": "string",
                  "minLength": 1
                },
                "caption": {
                  "type": "string"
                },
                "filename": {
                  "type": "string"
                }
              }
            },
            "audio": {
              "type": "object",
              "properties": {
                "id": {
                  "type": "string",
                  "minLength": 1
                },
                "link": {
                  "type": "string",
                  "minLength": 1
                },
                "caption": {
                  "type": "string"
                },
                "filename": {
                  "type": "string"
                }
              }
            },
            "document": {
              "type": "object",
              "properties": {
                "id": {
                  "type": "string",
                  "minLength": 1
                },
                "link": {
                  "type": "string",
                  "minLength": 1
                },
                "caption": {
                  "type": "string"
                },
                "filename": {
                  "type": "string"
                }
              }
            },
            "sticker": {
              "type": "object",
              "properties": {
                "id": {
                  "type": "string",
                  "minLength": 1
                },
                "link": {
                  "type": "string",
                  "minLength": 1
                },
                "caption": {
                  "type": "string"
                },
                "filename": {
                  "type": "string"
                }
              }
            },
            "location": {
              "type": "object",
              "required": [
                "latitude",
                "longitude"
              ],
              "properties": {
                "latitude": {
                  "type": [
                    "number",
                    "string"
                  ]
                },
                "longitude": {
                  "type": [
                    "number",
                    "string"
                  ]
                },
                "name": {
                  "type": "string"
                },
                "address": {
                  "type": "string"
                }
              }
            },
            "contacts": {
              "type": "array",
              "minItems": 1,
              "items": {
                "type": "object",
                "additionalProperties": true
              }
            },
            "interactive": {
              "type": "object",
              "required": [
                "type"
              ],
              "additionalProperties": true,
              "properties": {
                "type": {
                  "type": "string"
                }
              }
            },
            "template": {
              "type": "object",
              "required": [
                "name",
                "language"
              ],
              "properties": {
                "name": {
                  "type": "string",
                  "minLength": 1
                },
                "language": {
                  "type": "object",
                  "required": [
                    "code"
                  ],
                  "properties": {
                    "code": {
                      "type": "string",
                      "minLength": 1
                    }
                  }
                },
                "components": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "additionalProperties": true
                  }
                }
              }
            },
            "reaction": {
              "type": "object",
              "required": [
                "message_id"
              ],
              "properties": {
                "message_id": {
                  "type": "string",
                  "minLength": 1
                },
                "emoji": {
                  "type": "string"
                }
              }
            }
          }
        }
      ],
      "anyOf": [
        {
          "required": [
            "to"
          ],
          "properties": {
            "to": true
          }
        },
        {
          "required": [
            "recipient"
          ],
          "properties": {
            "recipient": true
          }
        }
      ]
    },
    "required": [
      "messaging_product"
    ],
    "properties": {
      "messaging_product": {
        "const": "whatsapp"
      },
      "recipient_type": {
        "const": "individual"
      },
      "to": {
        "anyOf": [
          {
            "type": "string",
            "pattern": "^[0-9]+$"
          },
          {
            "type": "string",
            "pattern": "^[+ ()-]*(?:[0-9][+ ()-]*){5,20}$"
          }
        ]
      },
      "recipient": {
        "type": "string",
        "pattern": "^[A-Z]{2}\\.(ENT\\.)?[A-Za-z0-9]{1,128}$"
      },
      "context": {
        "type": "object",
        "required": [
          "message_id"
        ],
        "properties": {
          "message_id": {
            "type": "string",
            "minLength": 1
          }
        }
      },
      "biz_opaque_callback_data": {
        "type": "string",
        "maxLength": 512
      },
      "status": {
        "const": "read"
      },
      "message_id": {
        "type": "string",
        "minLength": 1
      },
      "typing_indicator": {
        "type": "object",
        "required": [
          "type"
        ],
        "properties": {
          "type": {
            "const": "text"
          }
        }
      },
      "type": {
        "anyOf": [
          {
            "enum": [
              "text",
              "image",
              "video",
              "audio",
              "document",
              "sticker",
              "location",
              "contacts",
              "interactive",
              "template",
              "reaction"
            ]
          },
          {
            "type": "string"
          }
        ]
      },
      "text": {
        "type": "object",
        "required": [
          "body"
        ],
        "properties": {
          "body": {
            "type": "string",
            "minLength": 1,
            "maxLength": 4096
          },
          "preview_url": {
            "type": "boolean"
          }
        }
      },
      "image": {
        "type": "object",
        "properties": {
          "id": {
            "type": "string",
            "minLength": 1
          },
          "link": {
            "type": "string",
            "minLength": 1
          },
          "caption": {
            "type": "string"
          },
          "filename": {
            "type": "string"
          }
        }
      },
      "video": {
        "type": "object",
        "properties": {
          "id": {
            "type": "string",
            "minLength": 1
          },
          "link": {
            "type": "string",
            "minLength": 1
          },
          "caption": {
            "type": "string"
          },
          "filename": {
            "type": "string"
          }
        }
      },
      "audio": {
        "type": "object",
        "properties": {
          "id": {
            "type": "string",
            "minLength": 1
          },
          "link": {
            "type": "string",
            "minLength": 1
          },
          "caption": {
            "type": "string"
          },
          "filename": {
            "type": "string"
          }
        }
      },
      "document": {
        "type": "object",
        "properties": {
          "id": {
            "type": "string",
            "minLength": 1
          },
          "link": {
            "type": "string",
            "minLength": 1
          },
          "caption": {
            "type": "string"
          },
          "filename": {
            "type": "string"
          }
        }
      },
      "sticker": {
        "type": "object",
        "properties": {
          "id": {
            "type": "string",
            "minLength": 1
          },
          "link": {
            "type": "string",
            "minLength": 1
          },
          "caption": {
            "type": "string"
          },
          "filename": {
            "type": "string"
          }
        }
      },
      "location": {
        "type": "object",
        "required": [
          "latitude",
          "longitude"
        ],
        "properties": {
          "latitude": {
            "type": [
              "number",
              "string"
            ]
          },
          "longitude": {
            "type": [
              "number",
              "string"
            ]
          },
          "name": {
            "type": "string"
          },
          "address": {
            "type": "string"
          }
        }
      },
      "contacts": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "object",
          "additionalProperties": true
        }
      },
      "interactive": {
        "type": "object",
        "required": [
          "type"
        ],
        "additionalProperties": true,
        "properties": {
          "type": {
            "type": "string"
          }
        }
      },
      "template": {
        "type": "object",
        "required": [
          "name",
          "language"
        ],
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1
          },
          "language": {
            "type": "object",
            "required": [
              "code"
            ],
            "properties": {
              "code": {
                "type": "string",
                "minLength": 1
              }
            }
          },
          "components": {
            "type": "array",
            "items": {
              "type": "object",
              "additionalProperties": true
            }
          }
        }
      },
      "reaction": {
        "type": "object",
        "required": [
          "message_id"
        ],
        "properties": {
          "message_id": {
            "type": "string",
            "minLength": 1
          },
          "emoji": {
            "type": "string"
          }
        }
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      }
    },
    "additionalProperties": true
  },
  "GET /{accountId}/subscribed_apps": {
    "type": "object",
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      }
    },
    "additionalProperties": true
  },
  "POST /{accountId}/subscribed_apps": {
    "type": "object",
    "properties": {
      "override_callback_uri": {
        "type": "string",
        "minLength": 1
      },
      "verify_token": {
        "type": "string"
      },
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      }
    },
    "additionalProperties": true
  },
  "DELETE /{accountId}/subscribed_apps": {
    "type": "object",
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      }
    },
    "additionalProperties": true
  },
  "GET /{phoneNumberId}": {
    "type": "object",
    "properties": {
      "appsecret_proof": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$"
      },
      "fields": {
        "type": "string"
      }
    },
    "additionalProperties": true
  }
};
