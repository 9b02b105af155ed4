//! Bounds of how many calls may be made in a second.

use app::testing::InProcess;
use serde_json::{Value, json};

use crate::desk::{Desk, text};

/// Calls that are made at most until one is refused: far more than any bound here allows, however slow the machine is.
const CALLS: usize = 200;

/// A service with one bound, and two of its pools.
async fn bounded(limit: &str) -> (Desk, [Value; 2]) {
    let limit = limit.parse().unwrap();
    let desk = Desk::of(InProcess::start_with(|settings, _| settings.rate_limits = vec![limit]).await);
    let pools = [pool(&desk).await, pool(&desk).await];
    (desk, pools)
}

async fn pool(desk: &Desk) -> Value {
    let made = desk.answer("cognito-idp:CreateUserPool", &json!({ "PoolName": "people" })).await.json();
    json!({ "UserPoolId": text(&made["UserPool"]["Id"]) })
}

async fn client(desk: &Desk, pool: &Value) -> Value {
    let client = json!({ "UserPoolId": pool["UserPoolId"], "ClientName": "web" });
    let made = desk.answer("cognito-idp:CreateUserPoolClient", &client).await.json();
    json!({ "UserPoolId": pool["UserPoolId"], "ClientId": made["UserPoolClient"]["ClientId"] })
}

/// Repeats a call until it is refused for its rate; gives how many were served.
async fn until_refused(desk: &Desk, operation: &str, input: &Value) -> usize {
    for served in 0..CALLS {
        let answer = desk.answer(operation, input).await;
        if answer.status != 200 {
            let error = answer.json();
            assert_eq!((answer.status, &error["__type"]), (400, &json!("TooManyRequestsException")));
            assert_eq!(error["message"], "Rate exceeded");
            return served;
        }
    }
    CALLS
}

fn run(test: impl AsyncFnOnce()) {
    actix_web::rt::System::new().block_on(test());
}

#[test]
fn calls_about_a_pool_are_bounded_by_category_and_those_about_another_are_not_touched() {
    run(async || {
        let (desk, [one, other]) = bounded("UserPoolRead=1").await;
        let served = until_refused(&desk, "cognito-idp:DescribeUserPool", &one).await;
        assert!((1..CALLS).contains(&served), "{served}");
        assert_eq!(desk.answer("cognito-idp:DescribeUserPool", &other).await.status, 200);
        assert_eq!(
            desk.answer("cognito-idp:GetUserPoolMfaConfig", &one).await.status,
            200,
            "another category"
        );
    });
}

#[test]
fn calls_through_a_client_are_bounded_and_those_through_another_of_its_pool_are_not_touched() {
    run(async || {
        let (desk, [pool, _]) = bounded("client/UserPoolClientRead=1").await;
        let (one, other) = (client(&desk, &pool).await, client(&desk, &pool).await);
        let served = until_refused(&desk, "cognito-idp:DescribeUserPoolClient", &one).await;
        assert!((1..CALLS).contains(&served), "{served}");
        assert_eq!(desk.answer("cognito-idp:DescribeUserPoolClient", &other).await.status, 200);
    });
}

#[test]
fn calls_from_an_address_are_bounded_whatever_they_are_about() {
    run(async || {
        let (desk, [one, other]) = bounded("address/UserPoolRead=1").await;
        let served = until_refused(&desk, "cognito-idp:DescribeUserPool", &one).await;
        assert!((1..CALLS).contains(&served), "{served}");
        assert_eq!(desk.answer("cognito-idp:DescribeUserPool", &other).await.status, 400);
    });
}
