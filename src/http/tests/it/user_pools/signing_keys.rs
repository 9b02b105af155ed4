//! Signing keys that change: what is published when, and that no token is refused for it.

use domain::Moment;
use serde_json::{Value, json};

use super::{PASSWORD, People, sign_in::flow};
use crate::desk::{Caller, Request, Sheet, of_part, text};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
/// The client's tokens live as long as any may.
const LONGEST: u64 = DAY;

/// A pool with a user who signs in by tokens that live as long as any may.
struct Pool<'a> {
    sheet: &'a Sheet,
    people: People<'a>,
}

impl<'a> Pool<'a> {
    async fn new(sheet: &'a Sheet) -> Self {
        let client = json!({
            "AccessTokenValidity": LONGEST, "IdTokenValidity": LONGEST,
            "TokenValidityUnits": { "AccessToken": "seconds", "IdToken": "seconds" },
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"],
        });
        let people = People::with(sheet, json!({}), client).await;
        people.join("ada").await;
        Self { sheet, people }
    }

    /// The tokens of a sign-in.
    async fn tokens(&self) -> Value {
        let parameters = json!({ "USERNAME": "ada", "PASSWORD": PASSWORD });
        let sign_in = flow(&self.people.client, "USER_PASSWORD_AUTH", parameters);
        self.sheet.ask("cognito-idp:InitiateAuth", sign_in).await["AuthenticationResult"].clone()
    }

    async fn rotate(&self) {
        let app = &self.sheet.desk.house.app;
        let moment = Moment::system("test", self.sheet.desk.house.now(), "r");
        app.user_pools.rotate_signing_keys(&self.people.pool, &moment).await.unwrap();
    }

    /// The key set that anybody fetches.
    async fn published(&self) -> Vec<Value> {
        let path = format!("/{}/.well-known/jwks.json", self.people.pool);
        let answer = self.sheet.desk.send_as(Request::plain("GET", &path, ""), "", &Caller::Nobody).await;
        answer.json()["keys"].as_array().unwrap().clone()
    }

    /// Verifiers that fetch the key set find the keys of both tokens in it, and the service takes them itself.
    async fn are_good(&self, title: &str, tokens: &Value) {
        let published = self.published().await;
        for name in ["IdToken", "AccessToken"] {
            let token = text(&tokens[name]);
            let key = published.iter().find(|key| key["kid"] == kid(&token)).unwrap();
            let key = crypto::jwt::VerifyingKey::new(&serde_json::from_value(key.clone()).unwrap()).unwrap();
            key.verify::<Value>(&token).unwrap();
        }
        self.sheet.good(title, json!({ "AccessToken": tokens["AccessToken"] })).await;
        let exchange = json!({
            "ClientId": self.people.client, "SubjectToken": tokens["IdToken"], "SubjectTokenType": "ID_TOKEN",
            "RequestedTokenType": "ACCESS_TOKEN",
        });
        self.sheet.ask("cognito-idp:GetDerivedToken", exchange).await;
    }
}

fn kid(token: &str) -> Value {
    let (kid, _): (String, Value) = crypto::jwt::peek(token).unwrap();
    kid.into()
}

fn kids(keys: &[Value]) -> Vec<Value> {
    keys.iter().map(|key| key["kid"].clone()).collect()
}

#[test]
fn no_token_is_refused_while_keys_change() {
    of_part("cognito-idp:GetUser", "signing_keys", async |sheet: &Sheet| {
        let pool = Pool::new(sheet).await;
        let first = pool.published().await;
        assert_eq!(first.len(), 2);
        let before = pool.tokens().await;
        pool.rotate().await;
        pool.rotate().await;
        let both = pool.published().await;
        assert_eq!(kids(&both[..2]), kids(&first));
        assert_eq!(both.len(), 4, "the second time nothing happens: next keys wait already");
        pool.are_good("a token of before, once the next keys are published", &before).await;

        sheet.desk.pass(DAY - 1);
        let last = pool.tokens().await;
        assert_eq!(kid(&text(&last["AccessToken"])), kid(&text(&before["AccessToken"])));
        sheet.desk.pass(1);
        let after = pool.tokens().await;
        assert_eq!(kids(&pool.published().await), kids(&both));
        assert_eq!(kid(&text(&after["IdToken"])), both[2]["kid"]);
        assert_eq!(kid(&text(&after["AccessToken"])), both[3]["kid"]);
        pool.are_good("the last token of the former keys, once the next keys sign", &last).await;
        pool.are_good("a token of the next keys", &after).await;

        sheet.desk.pass(LONGEST - 2);
        pool.are_good("the last token of the former keys, a second before it expires", &last).await;
        sheet.desk.pass(HOUR + 1);
        let (access, published) = (&last["AccessToken"], pool.published().await);
        sheet.refused("and an hour after it has expired", json!({ "AccessToken": access })).await;
        assert_eq!(published.len(), 4);
        sheet.desk.pass(1);
        assert_eq!(kids(&pool.published().await), kids(&both[2..]), "the former keys are gone");
        sheet.refused("once its key is published no more", json!({ "AccessToken": access })).await;
        pool.are_good("a new token", &pool.tokens().await).await;
    });
}

#[test]
fn keys_that_have_grown_old_change_by_themselves_and_once() {
    of_part("cognito-idp:GetUser", "old_signing_keys", async |sheet: &Sheet| {
        let old = Pool::new(sheet).await;
        let rotate_old = || sheet.desk.house.app.user_pools.rotate_old_signing_keys(90);
        sheet.desk.pass(90 * DAY - 1);
        let young = Pool::new(sheet).await;
        rotate_old().await;
        assert_eq!(old.published().await.len(), 2, "a second before their time");
        sheet.desk.pass(1);
        rotate_old().await;
        let announced = old.published().await;
        assert_eq!((announced.len(), young.published().await.len()), (4, 2));
        // Another node, or the next hour.
        rotate_old().await;
        sheet.desk.pass(2 * DAY);
        rotate_old().await;
        assert_eq!(kids(&old.published().await), kids(&announced));
        old.are_good("a token of the next keys", &old.tokens().await).await;
        sheet.desk.pass(88 * DAY);
        rotate_old().await;
        let again = kids(&old.published().await);
        assert_eq!((again.len(), &again[..2]), (4, &kids(&announced)[2..]));
    });
}
