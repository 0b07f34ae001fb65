// npm oidc-provider as the differential test asks it: its stock rules, with the features switched
// on that ours has. Reads its clients from PEER_CLIENTS, prints its address when it listens.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const clients = JSON.parse(process.env.PEER_CLIENTS);
const API = "https://api.example/";

const server = createServer((request, response) => answer(request, response));
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const { privateKey } = await crypto.subtle
  .generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
const { kty, crv, x, y, d } = await crypto.subtle.exportKey("jwk", privateKey);

const provider = new Provider(issuer, {
  clients,
  jwks: { keys: [{ kty, crv, x, y, d, alg: "ES256", use: "sig" }] },
  cookies: { keys: ["of-the-test"] },
  scopes: ["openid", "offline_access", "profile", "phone"],
  claims: { openid: ["sub"], profile: ["name"], phone: ["phone_number"] },
  acrValues: ["urn:shiming:loa:registered", "urn:shiming:loa:intermediate"],
  features: {
    claimsParameter: { enabled: true },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    introspection: { enabled: true },
    requestObjects: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: async (_ctx, resource) => {
        if (resource !== API) throw new InvalidTarget();
        return { scope: "openid profile", accessTokenFormat: "opaque" };
      },
      useGrantedResource: async () => true,
    },
    backchannelLogout: { enabled: true },
  },
  findAccount: async (_ctx, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, name: "somebody" }),
  }),
  // Ours asks nobody whether a system of the government may know them; so no page stands between.
  loadExistingGrant: async (ctx) => {
    const known = ctx.oidc.session.grantIdFor(ctx.oidc.client.clientId);
    const kept = known && (await ctx.oidc.provider.Grant.find(known));
    if (kept) return kept;
    const { clientId } = ctx.oidc.client;
    const grant = new ctx.oidc.provider.Grant({ clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid offline_access profile phone");
    grant.addOIDCClaims(["name", "phone_number"]);
    grant.addResourceScope(API, "openid profile");
    await grant.save();
    return grant;
  },
  // It drops offline_access unless the person is asked anew (Core, section 11); so always.
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
  rotateRefreshToken: true,
});
const { InvalidTarget } = (await import("oidc-provider")).errors;
const answer = provider.callback();
console.log(issuer);
