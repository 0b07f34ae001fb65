package gov.example.app;

import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.web.SecurityFilterChain;

@Configuration
class SecurityConfiguration {

  private static final String LEVEL = "urn:shiming:loa:intermediate";
  private static final Set<String> ENOUGH = Set.of(LEVEL, "urn:shiming:loa:advanced");

  @Bean
  SecurityFilterChain chain(HttpSecurity http, ClientRegistrationRepository clients)
      throws Exception {
    var requests =
        new DefaultOAuth2AuthorizationRequestResolver(clients, "/oauth2/authorization");
    // Spring uses PKCE by itself for public clients only; here every client must. nonce and
    // state it sends anyway.
    requests.setAuthorizationRequestCustomizer(
        OAuth2AuthorizationRequestCustomizers.withPkce()
            .andThen(one -> one.additionalParameters(more -> more.put("acr_values", LEVEL))));

    var goodbye = new OidcClientInitiatedLogoutSuccessHandler(clients);
    goodbye.setPostLogoutRedirectUri("https://app.example.gov/");

    return http
        // Only the token counts: what stood in the address could be changed on the way.
        .authorizeHttpRequests(
            all ->
                all.requestMatchers("/").permitAll()
                    .anyRequest()
                    .access(
                        (who, what) ->
                            new AuthorizationDecision(
                                who.get().getPrincipal() instanceof OidcUser user
                                    && ENOUGH.contains(user.getIdToken().getClaimAsString("acr")))))
        .oauth2Login(
            login -> login.authorizationEndpoint(at -> at.authorizationRequestResolver(requests)))
        .logout(leave -> leave.logoutSuccessHandler(goodbye))
        // Spring Security 6.2 and newer: /logout/connect/back-channel/shiming.
        .oidcLogout(told -> told.backChannel(Customizer.withDefaults()))
        .build();
  }

  @Bean
  OidcIdTokenDecoderFactory idTokens() {
    var factory = new OidcIdTokenDecoderFactory();
    // Spring expects RS256 unless told otherwise.
    factory.setJwsAlgorithmResolver(client -> SignatureAlgorithm.ES256);
    return factory;
  }
}
