const API_KEY = /gt_([0-9a-z]{8})_[A-Za-z0-9_-]{20,}/g;
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*):[^\s/"]*@/gi;
const QUERY_PASSWORD = /([?&](?:password|sslpassword|userkey)=)[^&\s"]*/gi;
const AUTHORIZATION = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g;

/** The text without the secrets whose shape we know: API keys (their public prefix stays), passwords in URLs, authorization headers. */
export const maskSecrets = (text: string): string => text
  .replace(API_KEY, 'gt_$1_***')
  .replace(URL_PASSWORD, '$1:***@')
  .replace(QUERY_PASSWORD, '$1***')
  .replace(AUTHORIZATION, '$1 ***');
