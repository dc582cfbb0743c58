/** Permissions that the admin granted every app (Messenger Platform docs, Permissions; Instagram Platform docs). */
export const SCOPES: readonly string[] = [
  'pages_show_list',
  'pages_messaging',
  'pages_manage_metadata',
  'pages_read_engagement',
  'business_management',
  'instagram_basic',
  'instagram_manage_messages',
  'whatsapp_business_management',
  'whatsapp_business_messaging',
  'public_profile',
];
