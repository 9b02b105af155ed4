//! Operations of pools with functions, which are asked between an append and the next.

use serde_json::{Value, json};
use tests::{
    api::{self, USER_POOLS, text},
    clients,
    http::Request,
};

use super::{
    CODE, House,
    attempts::{Attempt, Make},
};
use crate::functions::host::{arn, custom_auth};

/// What the functions are.
pub(super) const FUNCTIONS: [&str; 2] =
    ["define=custom_auth.define_by_password", "post_confirmation=around.post_confirmation"];

/// The first append confirms and says that a function is due. A request calls it, or a reaction does.
pub(super) const CONFIRMED: &[Make] = &[confirm_sign_up];

/// The first append takes the password, on which a function says what follows; the next one opens the session.
pub(super) const DEFINED: &[Make] = &[password_of_a_custom_sign_in];

const PASSWORD: &str = "Analytical-Engine-1843";
const POST_CONFIRMATION: &str = "PostConfirmation_ConfirmSignUp";

fn unsigned(operation: &str, body: &Value) -> Request {
    Request::json(&format!("{USER_POOLS}.{operation}"), body.to_string())
}

impl House {
    /// How often functions were called after a confirmation.
    fn told_of_confirmations(&self) -> usize {
        let asked = self.host.as_ref().unwrap().asked();
        asked.as_array().unwrap().iter().filter(|source| **source == POST_CONFIRMATION).count()
    }
}

fn confirm_sign_up(house: &House) -> Attempt {
    let functions = json!({"PostConfirmation": arn("post_confirmation")});
    let pool = json!({"PoolName": "tests", "AutoVerifiedAttributes": ["email"], "LambdaConfig": functions});
    let (pool, client) = api::user_pool_of(house.administrator(), &pool);
    let name = house.name("user");
    let email = json!([{"Name": "email", "Value": format!("{name}@example.com")}]);
    let user = json!({"ClientId": client, "Username": name, "Password": PASSWORD, "UserAttributes": email});
    let signed_up = api::succeeded(&house.estate.user_pools("SignUp", &user));
    let stream = format!("user-{}", text(&signed_up["UserSub"]));
    let before = house.told_of_confirmations();
    let body = json!({"ClientId": client, "Username": name, "ConfirmationCode": CODE});
    Attempt {
        operation: "cognito-idp:ConfirmSignUp",
        request: unsigned("ConfirmSignUp", &body),
        is_whole: Box::new(move |house| {
            let told = house.told_of_confirmations() - before;
            assert!(told <= 1, "the function is called {told} times");
            let recorded = house.facts(&pool, &stream, "user.post_confirmation_called");
            assert!(house.estate.sign_in(&client, &name)["IdToken"].is_string());
            (told, recorded) == (1, 1)
        }),
    }
}

/// A function names the password as the challenge, and lets in who has proved to know it.
fn password_of_a_custom_sign_in(house: &House) -> Attempt {
    let pool = json!({"PoolName": "tests", "LambdaConfig": custom_auth("define")});
    let (pool, _) = api::user_pool_of(house.administrator(), &pool);
    let flows = json!(["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    let client = json!({"UserPoolId": pool, "ClientName": "custom", "ExplicitAuthFlows": flows});
    let client = house.administrator().user_pools("CreateUserPoolClient", &client);
    let client = text(&client["UserPoolClient"]["ClientId"]);
    let name = house.name("user");
    house.estate.make_user(&pool, &name);
    let context = json!({"pool": pool, "client": client, "username": name, "password": PASSWORD});
    let proof = clients::run(&house.estate.server, "python/custom_by_password.py", &context);
    Attempt {
        operation: "cognito-idp:RespondToAuthChallenge",
        request: unsigned("RespondToAuthChallenge", &proof),
        is_whole: Box::new(move |house| {
            // The same proof completes what it has begun, and opens no second session.
            let told = api::succeeded(&house.estate.user_pools("RespondToAuthChallenge", &proof));
            let token = json!({"AccessToken": told["AuthenticationResult"]["AccessToken"]});
            let user = json!({"UserPoolId": pool, "Username": name});
            let listed = house.administrator().user_pools("AdminListUserSessions", &user);
            assert_eq!(listed["Sessions"].as_array().unwrap().len(), 1, "{listed}");
            house.estate.user_pools("GetUser", &token).status == 200
        }),
    }
}
