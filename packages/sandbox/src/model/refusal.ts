/** A Graph error as the rules decide it. The Graph API adds status, type and trace id. */
export interface Refusal {
  code: number;
  subcode?: number;
  message: string;
  /** @default 'OAuthException' */
  type?: string;
}
