// A site that signs its users on with openid-client 6; no framework, so that nothing hides.
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import * as oidc from "openid-client";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, SITE, PORT } = process.env;
const LEVEL = "urn:shiming:loa:intermediate";

const config = await oidc.discovery(
  new URL(ISSUER),
  CLIENT_ID,
  CLIENT_SECRET,
  oidc.ClientSecretBasic(CLIENT_SECRET),
  // Only for trying on this machine: the platform speaks https everywhere else.
  ISSUER.startsWith("http:") ? { execute: [oidc.allowInsecureRequests] } : undefined,
);
const sessions = new Map(); // A store of your own in production.

async function signIn(session) {
  const verifier = oidc.randomPKCECodeVerifier();
  session.pending = { verifier, state: oidc.randomState(), nonce: oidc.randomNonce() };
  return oidc.buildAuthorizationUrl(config, {
    redirect_uri: `${SITE}/callback`,
    scope: "openid profile offline_access",
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: session.pending.state,
    nonce: session.pending.nonce,
    acr_values: LEVEL,
  }).href;
}

async function callback(session, url) {
  const { verifier, state, nonce } = session.pending;
  delete session.pending;
  const tokens = await oidc.authorizationCodeGrant(config, url, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  // What stood in the address could be changed on the way; only the token counts.
  if (claims.acr !== LEVEL && claims.acr !== "urn:shiming:loa:advanced") throw new Error("level");
  session.tokens = tokens;
  session.user = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  return "/";
}

async function refresh(session) {
  const fresh = await oidc.refreshTokenGrant(config, session.tokens.refresh_token);
  session.tokens = { ...session.tokens, ...fresh };
  return "/";
}

function signOut(session) {
  const hint = session.tokens.id_token;
  delete session.tokens;
  delete session.user;
  const leave = { id_token_hint: hint, post_logout_redirect_uri: `${SITE}/` };
  return oidc.buildEndSessionUrl(config, leave).href;
}

const actions = { "/sign-in": signIn, "/callback": callback, "/refresh": refresh, "/sign-out": signOut };

createServer(async (request, response) => {
  const url = new URL(request.url, SITE);
  let id = /(?:^|; )site=([0-9a-f-]{36})/.exec(request.headers.cookie ?? "")?.[1];
  if (!sessions.has(id)) sessions.set((id = randomUUID()), {});
  const session = sessions.get(id);
  const cookie = `site=${id}; HttpOnly; SameSite=Lax; Path=/`;
  try {
    const act = actions[url.pathname];
    if (act) {
      response.writeHead(303, { Location: await act(session, url), "Set-Cookie": cookie }).end();
    } else {
      response.writeHead(200, { "Content-Type": "application/json", "Set-Cookie": cookie });
      response.end(JSON.stringify(session.user ?? null));
    }
  } catch (error) {
    response.writeHead(403, { "Content-Type": "text/plain" }).end(error.error ?? "sign on again");
  }
}).listen(Number(PORT), "127.0.0.1", () => console.log("ready"));
