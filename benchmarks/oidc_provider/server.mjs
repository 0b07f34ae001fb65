// npm oidc-provider for the benchmark: in memory, or on PostgreSQL where PEER_DATABASE_URL is set.
import { Provider } from "oidc-provider";
import pg from "pg";

const port = Number(process.env.PEER_PORT);
const database = process.env.PEER_DATABASE_URL;
const pool = database ? new pg.Pool({ connectionString: database, max: 8 }) : null;

// One table for all models, found by primary key; grant and uid have indexes of their own.
class PostgresAdapter {
  constructor(model) {
    this.model = model;
  }

  async upsert(id, payload, expiresIn) {
    await pool.query({
      name: "upsert",
      text: `INSERT INTO peer (model, id, payload, grant_id, uid, expires_at)
             VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
             ON CONFLICT (model, id) DO UPDATE SET payload = EXCLUDED.payload,
               expires_at = EXCLUDED.expires_at`,
      values: [this.model, id, payload, payload.grantId ?? null, payload.uid ?? null, expiresIn ?? 3600],
    });
  }

  async read(column, value) {
    const found = await pool.query({
      name: `find-${column}`,
      text: `SELECT payload, consumed_at FROM peer
             WHERE model = $1 AND ${column} = $2 AND expires_at > now()`,
      values: [this.model, value],
    });
    const row = found.rows[0];
    if (!row) return undefined;
    return row.consumed_at ? { ...row.payload, consumed: row.consumed_at.getTime() / 1000 } : row.payload;
  }

  find(id) {
    return this.read("id", id);
  }

  findByUid(uid) {
    return this.read("uid", uid);
  }

  async consume(id) {
    await pool.query({
      name: "consume",
      text: "UPDATE peer SET consumed_at = now() WHERE model = $1 AND id = $2",
      values: [this.model, id],
    });
  }

  async destroy(id) {
    await pool.query({
      name: "destroy",
      text: "DELETE FROM peer WHERE model = $1 AND id = $2",
      values: [this.model, id],
    });
  }

  async revokeByGrantId(grantId) {
    await pool.query({
      name: "revoke",
      text: "DELETE FROM peer WHERE model = $1 AND grant_id = $2",
      values: [this.model, grantId],
    });
  }
}

if (pool) {
  await pool.query(`CREATE TABLE IF NOT EXISTS peer (model text, id text, payload jsonb, grant_id text,
    uid text, expires_at timestamptz, consumed_at timestamptz, PRIMARY KEY (model, id))`);
  await pool.query("CREATE INDEX IF NOT EXISTS peer_grant ON peer (grant_id)");
  await pool.query("CREATE INDEX IF NOT EXISTS peer_uid ON peer (uid)");
}

const { privateKey } = await crypto.subtle
  .generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
const jwk = await crypto.subtle.exportKey("jwk", privateKey);

const provider = new Provider(`http://localhost:${port}`, {
  adapter: pool ? PostgresAdapter : undefined,
  jwks: { keys: [{ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y, d: jwk.d, alg: "ES256", use: "sig" }] },
  clients: [
    {
      client_id: "benchmark",
      client_secret: process.env.PEER_SECRET,
      redirect_uris: ["https://client.example/callback"],
      grant_types: ["authorization_code", "refresh_token", "client_credentials"],
      response_types: ["code"],
      id_token_signed_response_alg: "ES256",
      token_endpoint_auth_method: "client_secret_basic",
    },
  ],
  cookies: { keys: ["benchmark"] },
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    devInteractions: { enabled: true },
  },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  pkce: { required: () => true },
  findAccount: async (_ctx, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
