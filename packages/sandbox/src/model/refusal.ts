/** A Graph error as the rules decide it; the surface adds status, type and trace id. */
export interface Refusal {
  code: number;
  subcode?: number;
  message: string;
  /** @default 'OAuthException' */
  type?: string;
}
