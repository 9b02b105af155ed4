//! A first sign-in at another provider, which makes a user and opens a session; and a SAML provider whose metadata are at an address.

use serde_json::json;
use tests::api;

use super::{
    House,
    attempts::{Attempt, Make},
};
use crate::facebook::{Client, METADATA};

/// The first append makes the user, the next opens the session.
pub(super) const AT_A_PROVIDER: &[Make] = &[first_sign_in];

fn first_sign_in(house: &House) -> Attempt {
    let client = Client::made(house.administrator(), &house.name("federated"), &json!({}));
    let user = house.name("user");
    Attempt {
        operation: "oauth2:/oauth2/idpresponse",
        request: client.back(&house.estate.server, &user),
        is_whole: Box::new(move |house| client.signs_in(&house.estate.server, &user)),
    }
}

/// A provider, the group of its users, and what its metadata say.
pub(super) fn create_saml_provider(house: &House) -> Attempt {
    let (pool, _) = api::user_pool(house.administrator());
    let details = json!({"MetadataURL": format!("http://{}{METADATA}", house.providers)});
    let body = json!({"UserPoolId": pool, "ProviderName": "School", "ProviderType": "SAML", "ProviderDetails": details});
    Attempt {
        operation: "cognito-idp:CreateIdentityProvider",
        request: house.user_pools("CreateIdentityProvider", &body),
        is_whole: Box::new(move |house| {
            let named = json!({"UserPoolId": pool, "ProviderName": "School"});
            let described = house.administrator().user_pools("DescribeIdentityProvider", &named);
            let group = json!({"UserPoolId": pool, "GroupName": format!("{pool}_School")});
            house.administrator().user_pools("GetGroup", &group);
            // To describe one fetches nothing: it is what was recorded.
            let details = &described["IdentityProvider"]["ProviderDetails"];
            details["SSORedirectBindingURI"] == "https://school.example.com/sso"
        }),
    }
}
