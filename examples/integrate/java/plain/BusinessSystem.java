// A site that signs its users on with nothing but the JDK (17 or newer): java BusinessSystem.java
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

public final class BusinessSystem {
  private static final String ISSUER = System.getenv("ISSUER");
  private static final String CLIENT_ID = System.getenv("CLIENT_ID");
  private static final String CLIENT_SECRET = System.getenv("CLIENT_SECRET");
  private static final String SITE = System.getenv("SITE");
  private static final String LEVEL = "urn:shiming:loa:intermediate";
  private static final Set<String> ENOUGH = Set.of(LEVEL, "urn:shiming:loa:advanced");
  private static final long CLOCKS_DIFFER = 60;
  private static final Pattern COOKIE = Pattern.compile("(?:^|; )site=([A-Za-z0-9_-]{43})");

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private static final Map<String, Session> SESSIONS = new ConcurrentHashMap<>();
  private static final Map<String, PublicKey> KEYS = new ConcurrentHashMap<>();
  private static Map<String, Object> provider;

  /** One browser; a store of your own, with an end to each session, in production. */
  private static final class Session {
    String state, nonce, verifier;
    String accessToken, refreshToken, idToken;
    String user = "null";
  }

  /** The answer is not the one that was asked for, or somebody made it up. */
  private static final class Refused extends Exception {
    Refused(String reason) {
      super(reason);
    }
  }

  public static void main(String[] arguments) throws Exception {
    provider = Json.object(get(ISSUER + "/.well-known/openid-configuration", ""));
    if (!ISSUER.equals(provider.get("issuer"))) throw new Refused("another issuer answers");
    var address = new InetSocketAddress(
        InetAddress.getLoopbackAddress(), Integer.parseInt(System.getenv("PORT")));
    var server = HttpServer.create(address, 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", BusinessSystem::answer);
    server.start();
    System.out.println("ready");
  }

  private static void answer(HttpExchange exchange) throws IOException {
    var cookie = String.join("; ", exchange.getRequestHeaders().getOrDefault("Cookie", List.of()));
    var found = COOKIE.matcher(cookie);
    var id = found.find() && SESSIONS.containsKey(found.group(1)) ? found.group(1) : random();
    var session = SESSIONS.computeIfAbsent(id, key -> new Session());
    try {
      switch (exchange.getRequestURI().getPath()) {
        case "/sign-in" -> redirect(exchange, id, signIn(session));
        case "/callback" -> {
          callback(session, parameters(exchange.getRequestURI().getRawQuery()));
          // A new name for the session: who knew the old one gains nothing by the sign-in.
          SESSIONS.remove(id);
          var renewed = random();
          SESSIONS.put(renewed, session);
          redirect(exchange, renewed, "/");
        }
        case "/refresh" -> {
          refresh(session);
          redirect(exchange, id, "/");
        }
        case "/sign-out" -> {
          SESSIONS.remove(id);
          redirect(exchange, id, signOut(session));
        }
        default -> send(exchange, 200, id, session.user);
      }
    } catch (Refused | GeneralSecurityException | RuntimeException refused) {
      // Nothing of the answer is repeated: whoever made it up wrote it.
      send(exchange, 403, id, "{\"error\":\"sign on again\"}");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static String signIn(Session session) throws GeneralSecurityException {
    session.state = random();
    session.nonce = random();
    session.verifier = random();
    var challenge = MessageDigest.getInstance("SHA-256").digest(ascii(session.verifier));
    var asked = new LinkedHashMap<String, String>();
    asked.put("client_id", CLIENT_ID);
    asked.put("response_type", "code");
    asked.put("redirect_uri", SITE + "/callback");
    asked.put("scope", "openid profile offline_access");
    asked.put("state", session.state);
    asked.put("nonce", session.nonce);
    asked.put("code_challenge", base64(challenge));
    asked.put("code_challenge_method", "S256");
    asked.put("acr_values", LEVEL);
    return provider.get("authorization_endpoint") + "?" + encoded(asked);
  }

  private static void callback(Session session, Map<String, String> answer)
      throws Refused, IOException, InterruptedException, GeneralSecurityException {
    var verifier = session.verifier;
    var isOurs = same(session.state, answer.get("state")) && ISSUER.equals(answer.get("iss"));
    session.state = session.verifier = null;
    if (!isOurs || answer.get("code") == null) throw new Refused("nobody asked for this answer");
    var tokens = token(Map.of(
        "grant_type", "authorization_code",
        "code", answer.get("code"),
        "redirect_uri", SITE + "/callback",
        "code_verifier", verifier));
    var idToken = (String) tokens.get("id_token");
    var claims = checked(idToken, session.nonce);
    session.nonce = null;
    // What stood in the address could be changed on the way; only the token counts.
    if (!ENOUGH.contains(claims.get("acr"))) throw new Refused("the level is too low");
    var accessToken = (String) tokens.get("access_token");
    var user = get((String) provider.get("userinfo_endpoint"), "Bearer " + accessToken);
    if (!claims.get("sub").equals(Json.object(user).get("sub"))) throw new Refused("somebody else");
    session.idToken = idToken;
    session.accessToken = accessToken;
    session.refreshToken = (String) tokens.get("refresh_token");
    session.user = user;
  }

  /** Checks an ID token (OpenID Connect Core, 3.1.3.7) and returns what it says. */
  private static Map<String, Object> checked(String token, String nonce)
      throws Refused, IOException, InterruptedException, GeneralSecurityException {
    var parts = token.split("\\.", -1);
    if (parts.length != 3) throw new Refused("no signed token");
    var header = Json.object(text(parts[0]));
    // One algorithm, named here: a token does not choose how it is checked.
    if (!"ES256".equals(header.get("alg"))) throw new Refused("another algorithm");
    var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initVerify(key((String) header.get("kid")));
    signature.update(ascii(parts[0] + "." + parts[1]));
    if (!signature.verify(bytes(parts[2]))) throw new Refused("the signature is wrong");
    var claims = Json.object(text(parts[1]));
    var now = Instant.now().getEpochSecond();
    var isInTime = number(claims, "exp") > now - CLOCKS_DIFFER
        && number(claims, "iat") < now + CLOCKS_DIFFER;
    var isForUs = ISSUER.equals(claims.get("iss")) && CLIENT_ID.equals(claims.get("aud"));
    if (!isForUs || !isInTime || !same(nonce, (String) claims.get("nonce"))) {
      throw new Refused("for somebody else, or over");
    }
    return claims;
  }

  private static PublicKey key(String kid)
      throws Refused, IOException, InterruptedException, GeneralSecurityException {
    if (kid == null) throw new Refused("no key is named");
    if (!KEYS.containsKey(kid)) readKeys(); // The platform changes its keys now and then.
    var key = KEYS.get(kid);
    if (key == null) throw new Refused("the key is unknown");
    return key;
  }

  private static void readKeys()
      throws Refused, IOException, InterruptedException, GeneralSecurityException {
    var curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    var published = Json.object(get((String) provider.get("jwks_uri"), ""));
    for (var one : (List<?>) published.get("keys")) {
      var jwk = (Map<?, ?>) one;
      if (!"P-256".equals(jwk.get("crv"))) continue;
      var x = new BigInteger(1, bytes((String) jwk.get("x")));
      var y = new BigInteger(1, bytes((String) jwk.get("y")));
      var point = new ECPublicKeySpec(
          new ECPoint(x, y), curve.getParameterSpec(ECParameterSpec.class));
      KEYS.put((String) jwk.get("kid"), KeyFactory.getInstance("EC").generatePublic(point));
    }
  }

  private static synchronized void refresh(Session session)
      throws Refused, IOException, InterruptedException {
    if (session.refreshToken == null) throw new Refused("nobody is signed on");
    var tokens = token(Map.of(
        "grant_type", "refresh_token", "refresh_token", session.refreshToken));
    // Each one works once: save the new one before anything else.
    session.refreshToken = (String) tokens.get("refresh_token");
    session.accessToken = (String) tokens.get("access_token");
  }

  private static String signOut(Session session) {
    if (session.idToken == null) return "/";
    return provider.get("end_session_endpoint") + "?" + encoded(Map.of(
        "id_token_hint", session.idToken, "post_logout_redirect_uri", SITE + "/"));
  }

  private static Map<String, Object> token(Map<String, String> asked)
      throws Refused, IOException, InterruptedException {
    var pair = quoted(CLIENT_ID) + ":" + quoted(CLIENT_SECRET);
    var basic = Base64.getEncoder().encodeToString(ascii(pair));
    var request = HttpRequest.newBuilder(URI.create((String) provider.get("token_endpoint")))
        .timeout(Duration.ofSeconds(10))
        .header("Authorization", "Basic " + basic)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(encoded(asked)));
    return Json.object(body(request));
  }

  private static String get(String address, String authorization)
      throws Refused, IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(10));
    if (!authorization.isEmpty()) request.header("Authorization", authorization);
    return body(request);
  }

  private static String body(HttpRequest.Builder request)
      throws Refused, IOException, InterruptedException {
    var reply = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (reply.statusCode() != 200) throw new Refused("the platform says no");
    return reply.body();
  }

  private static void redirect(HttpExchange exchange, String id, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    send(exchange, 303, id, "");
  }

  private static void send(HttpExchange exchange, int status, String id, String content)
      throws IOException {
    var secure = SITE.startsWith("https:") ? "; Secure" : "";
    var cookie = "site=" + id + "; HttpOnly; SameSite=Lax; Path=/" + secure;
    exchange.getResponseHeaders().set("Set-Cookie", cookie);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    var bytes = content.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static Map<String, String> parameters(String query) throws Refused {
    var found = new LinkedHashMap<String, String>();
    for (var pair : query == null ? new String[0] : query.split("&")) {
      var sides = pair.split("=", 2);
      var value = sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8);
      if (found.put(sides[0], value) != null) throw new Refused("a parameter comes twice");
    }
    return found;
  }

  private static boolean same(String expected, String given) {
    if (expected == null || given == null) return false;
    return MessageDigest.isEqual(ascii(expected), ascii(given));
  }

  private static long number(Map<String, Object> claims, String name) {
    return ((Number) claims.get(name)).longValue();
  }

  private static String random() {
    var bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return base64(bytes);
  }

  private static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> quoted(one.getKey()) + "=" + quoted(one.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String quoted(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String base64) {
    return Base64.getUrlDecoder().decode(base64);
  }

  private static String text(String base64) {
    return new String(bytes(base64), StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads JSON, which the JDK does not; use the library that you have. */
  private static final class Json {
    private static final Pattern NUMBER =
        Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");
    private final String text;
    private int at;

    private Json(String text) {
      this.text = text;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String text) {
      var json = new Json(text);
      var value = json.value();
      if (json.next() != 0 || !(value instanceof Map)) throw json.broken();
      return (Map<String, Object>) value;
    }

    private Object value() {
      switch (next()) {
        case '{':
          var object = new LinkedHashMap<String, Object>();
          for (at++; next() != '}'; ) {
            if (!object.isEmpty()) take(',');
            next();
            var name = string();
            take(':');
            // A name that comes twice would let two readers read two things.
            if (object.put(name, value()) != null) throw broken();
          }
          at++;
          return object;
        case '[':
          var list = new ArrayList<Object>();
          for (at++; next() != ']'; ) {
            if (!list.isEmpty()) take(',');
            list.add(value());
          }
          at++;
          return list;
        case '"':
          return string();
        case 't':
          return word("true", true);
        case 'f':
          return word("false", false);
        case 'n':
          return word("null", null);
        default:
          var number = NUMBER.matcher(text).region(at, text.length());
          if (!number.lookingAt()) throw broken();
          at = number.end();
          return Double.valueOf(number.group());
      }
    }

    private String string() {
      take('"');
      var found = new StringBuilder();
      while (text.charAt(at) != '"') {
        var one = text.charAt(at++);
        if (one != '\\') {
          found.append(one);
          continue;
        }
        var escaped = text.charAt(at++);
        var place = "bfnrt".indexOf(escaped);
        if (escaped == 'u') {
          found.append((char) Integer.parseInt(text.substring(at, at += 4), 16));
        } else {
          found.append(place < 0 ? escaped : "\b\f\n\r\t".charAt(place));
        }
      }
      at++;
      return found.toString();
    }

    private Object word(String word, Object value) {
      if (!text.startsWith(word, at)) throw broken();
      at += word.length();
      return value;
    }

    private char next() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
      return at < text.length() ? text.charAt(at) : 0;
    }

    private void take(char wanted) {
      if (next() != wanted) throw broken();
      at++;
    }

    private IllegalArgumentException broken() {
      return new IllegalArgumentException("not JSON");
    }
  }
}
