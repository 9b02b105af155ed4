//! Which client asks, and how it proves it: the same at every grant, and before the grant is looked at.

use super::{Call, of, people};
use crate::{desk::Sheet, user_pools::UNKNOWN_CLIENT};

/// A grant that any client may ask for, and a token that none was given.
const GRANT: [(&str, &str); 2] = [("grant_type", "refresh_token"), ("refresh_token", "none")];

fn asked<'a>(sheet: &'a Sheet, more: &[(&str, &str)]) -> Call<'a> {
    Call::form(sheet, "token", &[more, &GRANT].concat())
}

#[test]
fn a_client_says_who_it_is_before_its_grant_is_looked_at() {
    of("token_clients", async |sheet: &Sheet| {
        let people = people(sheet).await;
        let (client, secret) = people.client_and_secret().await;
        let public = people.client.as_str();
        asked(sheet, &[]).refused("no client").await;
        asked(sheet, &[("client_id", UNKNOWN_CLIENT)]).refused("no such client").await;
        asked(sheet, &[("client_id", public)]).refused("without a secret; the token is looked at").await;
        let superfluous = asked(sheet, &[("client_id", public), ("client_secret", "superfluous")]);
        superfluous.refused("a secret in the body that it does not have; the token is looked at").await;
        asked(sheet, &[]).basic(public, "").refused("without a secret, in the header").await;
        asked(sheet, &[]).basic(public, "superfluous").refused("a secret that it does not have").await;
        asked(sheet, &[("client_id", &client)]).refused("its secret is missing").await;
        let wrong = asked(sheet, &[("client_id", &client), ("client_secret", "wrong")]);
        wrong.refused("a wrong secret").await;
        let right = asked(sheet, &[("client_id", &client), ("client_secret", &secret)]);
        right.refused("the right secret; the token is looked at").await;
        asked(sheet, &[]).basic(&client, "wrong").refused("a wrong secret in the header").await;
        asked(sheet, &[]).basic(&client, &secret).refused("the right one; the token is looked at").await;
        let both = asked(sheet, &[("client_id", public)]).basic(&client, &secret);
        both.refused("the header comes before the body; the token is looked at").await;
        asked(sheet, &[("client_id", public)])
            .basic(UNKNOWN_CLIENT, "x")
            .refused("also where it is wrong")
            .await;
        let unreadable = asked(sheet, &[("client_id", public)]).header("authorization", "Basic ???");
        unreadable.refused("a header that cannot be read").await;
    });
}

#[test]
fn a_secret_may_stand_in_the_header_as_it_is_or_encoded() {
    of("token_encoded_secret", async |sheet: &Sheet| {
        let people = people(sheet).await;
        let secret = "abcdefghijklmnopqrstuvwx+yz";
        let client = people.client_with(serde_json::json!({ "ClientSecret": secret })).await;
        let client = crate::desk::text(&client["ClientId"]);
        asked(sheet, &[]).basic(&client, secret).refused("as it is; the token is looked at").await;
        let encoded = secret.replace('+', "%2B");
        asked(sheet, &[]).basic(&client, &encoded).refused("encoded; the token is looked at").await;
        asked(sheet, &[]).basic(&client, &secret.replace('+', " ")).refused("something else").await;
    });
}

#[test]
fn a_request_is_a_posted_form_in_which_nothing_comes_twice() {
    of("token_requests", async |sheet: &Sheet| {
        let people = people(sheet).await;
        let public = people.client.as_str();
        let form = |parameters: &[(&str, &str)]| {
            Call::form(sheet, "token", &[&[("client_id", public)], parameters].concat())
        };
        form(&[]).refused("no grant").await;
        form(&[("grant_type", "")]).refused("an empty grant").await;
        form(&[("grant_type", "password")]).refused("a grant that is not served").await;
        form(&[GRANT[0], GRANT[0], GRANT[1]]).refused("a parameter twice").await;
        form(&[GRANT[0], GRANT[1], ("fancy", "new")])
            .refused("a parameter that means nothing; the token is looked at")
            .await;
        let json = Call::new(sheet, "POST", "token").header("content-type", "application/json");
        Call { body: "{\"grant_type\":\"refresh_token\"}".to_owned(), ..json }.refused("JSON").await;
        Call::new(sheet, "POST", "token").refused("nothing").await;
        Call::new(sheet, "GET", "token").refused("another method").await;
        let long = form(&[("grant_type", &"x".repeat(70_000))]);
        assert_eq!(
            sheet
                .desk
                .send_as(
                    crate::desk::Request::plain("POST", "/d/people/oauth2/token", &long.body)
                        .with("content-type", super::FORM),
                    "",
                    &crate::desk::Caller::Nobody
                )
                .await
                .status,
            413
        );
    });
}

#[test]
fn a_code_is_for_clients_of_users() {
    of("token_code", async |sheet: &Sheet| {
        let people = people(sheet).await;
        let web = people
            .client_with(serde_json::json!({
                "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
                "AllowedOAuthScopes": ["openid"], "CallbackURLs": ["https://app.example/in"],
            }))
            .await;
        let web = crate::desk::text(&web["ClientId"]);
        let code = |client: &str, parameters: &[(&str, &str)]| {
            let grant = [("grant_type", "authorization_code"), ("client_id", client)];
            Call::form(sheet, "token", &[&grant, parameters].concat())
        };
        let to = ("redirect_uri", "https://app.example/in");
        code(&web, &[to]).refused("no code").await;
        code(&web, &[("code", "none")]).refused("no address").await;
        code(&web, &[("code", "none"), to]).refused("a code that was not given out").await;
        code(&people.client, &[("code", "none"), to]).refused("a client without the flow").await;
    });
}
