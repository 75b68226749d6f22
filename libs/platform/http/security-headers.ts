const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** The documentation is the only page with scripts and styles of its own. */
const DOCS_POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Headers that tell a browser to trust nothing it was not given. Transport security belongs to whoever ends TLS in front of us. */
export const securityHeadersFor = (url: string): Record<string, string> => ({
  ...EVERYWHERE,
  'content-security-policy': url.startsWith('/api/docs') ? DOCS_POLICY : API_POLICY,
});
