// Signs on with npm's openid-client, unmodified: discovery, code with PKCE, refresh, userinfo,
// sign-out. The person's browser is played by `fetch` with the cookie of a live session.
// Prints one line of JSON: what the client found out.

import * as oidc from "openid-client";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, AFTER_SIGN_OUT, COOKIE } = process.env;

const browse = (url) => fetch(url, { headers: { Cookie: COOKIE }, redirect: "manual" });

const config = await oidc.discovery(
  new URL(ISSUER),
  CLIENT_ID,
  CLIENT_SECRET,
  oidc.ClientSecretBasic(CLIENT_SECRET),
  { execute: [oidc.allowInsecureRequests] },
);

const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
const expectedState = oidc.randomState();
const expectedNonce = oidc.randomNonce();
const address = oidc.buildAuthorizationUrl(config, {
  redirect_uri: REDIRECT_URI,
  scope: "openid profile offline_access",
  code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: "S256",
  state: expectedState,
  nonce: expectedNonce,
  acr_values: "urn:shiming:loa:intermediate",
});

const answer = await browse(address);
const callback = new URL(answer.headers.get("location"));
const tokens = await oidc.authorizationCodeGrant(config, callback, {
  pkceCodeVerifier,
  expectedState,
  expectedNonce,
  idTokenExpected: true,
});
const claims = tokens.claims();
const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
const again = await oidc.fetchUserInfo(config, refreshed.access_token, claims.sub);

const signOut = oidc.buildEndSessionUrl(config, {
  id_token_hint: tokens.id_token,
  post_logout_redirect_uri: AFTER_SIGN_OUT,
  state: "goodbye",
});
const goodbye = await browse(signOut);

let afterwards = "still answered";
try {
  await oidc.fetchUserInfo(config, refreshed.access_token, claims.sub);
} catch (error) {
  afterwards = error.status ?? error.code;
}

console.log(
  JSON.stringify({
    issuer: config.serverMetadata().issuer,
    claims,
    userinfo,
    isSameSubject: again.sub === userinfo.sub,
    goodbye: goodbye.headers.get("location"),
    afterwards,
  }),
);
