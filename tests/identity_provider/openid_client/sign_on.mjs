// Signs on with npm's openid-client, unmodified: discovery, code with PKCE, refresh, userinfo,
// introspection, revocation, sign-out. The person's browser is played by `fetch` with the cookie of a live session.
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

async function signOn() {
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
  return oidc.authorizationCodeGrant(config, callback, {
    pkceCodeVerifier,
    expectedState,
    expectedNonce,
    idTokenExpected: true,
  });
}

const failing = async (promise) => {
  try {
    await promise;
    return "still answered";
  } catch (error) {
    return error.error ?? error.status ?? error.code;
  }
};

const tokens = await signOn();
const claims = tokens.claims();
const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
const again = await oidc.fetchUserInfo(config, refreshed.access_token, claims.sub);

const introspected = await oidc.tokenIntrospection(config, refreshed.access_token);

const others = await signOn();
await oidc.tokenRevocation(config, others.refresh_token);
const revoked = await oidc.tokenIntrospection(config, others.refresh_token);
const refreshAfterRevocation = await failing(oidc.refreshTokenGrant(config, others.refresh_token));

const signOut = oidc.buildEndSessionUrl(config, {
  id_token_hint: tokens.id_token,
  post_logout_redirect_uri: AFTER_SIGN_OUT,
  state: "goodbye",
});
const goodbye = await browse(signOut);

const afterwards = await failing(oidc.fetchUserInfo(config, refreshed.access_token, claims.sub));

console.log(
  JSON.stringify({
    issuer: config.serverMetadata().issuer,
    claims,
    userinfo,
    introspected: { active: introspected.active, isSame: introspected.sub === claims.sub },
    revoked: revoked.active,
    refreshAfterRevocation,
    isSameSubject: again.sub === userinfo.sub,
    goodbye: goodbye.headers.get("location"),
    afterwards,
  }),
);
