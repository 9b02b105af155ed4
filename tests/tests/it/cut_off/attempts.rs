//! The operations, and how one sees that each was done wholly.

use serde_json::json;
use tests::{
    api::{self, IDENTITY_POOLS, USER_POOLS, text},
    http::Request,
};

use super::{House, federated::create_saml_provider};
use crate::identities::both;

/// An operation that is to be cut off.
pub(super) struct Attempt {
    /// As the log names it.
    pub(super) operation: &'static str,
    pub(super) request: Request,
    /// Whether all that belongs to it is there.
    pub(super) is_whole: Box<dyn Fn(&House) -> bool>,
}

/// Makes what an operation needs, and its request.
pub(super) type Make = fn(&House) -> Attempt;

/// The first append decides, and others follow in the list of pools, or once a person's key is destroyed.
pub(super) const DECIDED_AND_FINISHED: &[Make] = &[
    create_user_pool,
    create_client,
    delete_client,
    delete_user_pool,
    create_identity_pool,
    delete_identity_pool,
    admin_delete_user,
    delete_user,
];

/// Of those, one of each kind.
pub(super) const ONE_OF_EACH_KIND: &[Make] =
    &[create_user_pool, delete_client, create_identity_pool, admin_delete_user];

/// Several aggregates change in one append. Credentials and tokens are recorded in another, once that has made the identity whole.
pub(super) const IN_ONE_APPEND: &[Make] = &[
    create_identity_provider,
    create_saml_provider,
    get_id_of_two_identities,
    credentials_for_a_guest_who_is_known,
    token_for_a_guest_who_is_known,
    begin_dataset,
    delete_dataset,
];

fn create_user_pool(house: &House) -> Attempt {
    let name = house.name("pool");
    Attempt {
        operation: "cognito-idp:CreateUserPool",
        request: house.user_pools("CreateUserPool", &json!({ "PoolName": name })),
        is_whole: Box::new(move |house| {
            let pools = house.administrator().user_pools("ListUserPools", &json!({"MaxResults": 60}));
            let pools = pools["UserPools"].as_array().unwrap();
            let made = pools.iter().find(|pool| pool["Name"] == *name);
            made.is_some_and(|pool| house.is_usable(&text(&pool["Id"])))
        }),
    }
}

/// A provider, and the group of its users.
fn create_identity_provider(house: &House) -> Attempt {
    let (pool, _) = api::user_pool(house.administrator());
    let details = json!({"client_id": "app", "client_secret": "s", "authorize_scopes": "email"});
    let body = json!({"UserPoolId": pool, "ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": details});
    Attempt {
        operation: "cognito-idp:CreateIdentityProvider",
        request: house.user_pools("CreateIdentityProvider", &body),
        is_whole: Box::new(move |house| {
            let named = json!({"UserPoolId": pool, "ProviderName": "Google"});
            house.administrator().user_pools("DescribeIdentityProvider", &named);
            let group = json!({"UserPoolId": pool, "GroupName": format!("{pool}_Google")});
            house.administrator().user_pools("GetGroup", &group);
            true
        }),
    }
}

fn create_client(house: &House) -> Attempt {
    let (pool, _) = api::user_pool(house.administrator());
    let flows = json!(["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    let body = json!({"UserPoolId": pool, "ClientName": "made", "ExplicitAuthFlows": flows});
    Attempt {
        operation: "cognito-idp:CreateUserPoolClient",
        request: house.user_pools("CreateUserPoolClient", &body),
        is_whole: Box::new(move |house| {
            let clients = json!({"UserPoolId": pool, "MaxResults": 60});
            let clients = house.administrator().user_pools("ListUserPoolClients", &clients);
            let clients = clients["UserPoolClients"].as_array().unwrap();
            let made = clients.iter().find(|client| client["ClientName"] == "made");
            house.facts("account", &format!("pool-{pool}"), "pool.client_registered") == 2
                && made.is_some_and(|client| house.signs_in(&pool, &text(&client["ClientId"])))
        }),
    }
}

fn delete_client(house: &House) -> Attempt {
    let (pool, client) = api::user_pool(house.administrator());
    let body = json!({"UserPoolId": pool, "ClientId": client});
    Attempt {
        operation: "cognito-idp:DeleteUserPoolClient",
        request: house.user_pools("DeleteUserPoolClient", &body),
        is_whole: Box::new(move |house| {
            let refusal = house.refusal("DescribeUserPoolClient", &body);
            assert_eq!(refusal, "ResourceNotFoundException");
            house.facts("account", &format!("pool-{pool}"), "pool.client_unregistered") == 1
        }),
    }
}

fn delete_user_pool(house: &House) -> Attempt {
    let (pool, _) = api::user_pool(house.administrator());
    let body = json!({ "UserPoolId": pool });
    Attempt {
        operation: "cognito-idp:DeleteUserPool",
        request: house.user_pools("DeleteUserPool", &body),
        is_whole: Box::new(move |house| {
            assert_eq!(house.refusal("DescribeUserPool", &body), "ResourceNotFoundException");
            house.facts("account", &format!("pool-{pool}"), "pool.unregistered") == 1
        }),
    }
}

fn create_identity_pool(house: &House) -> Attempt {
    let name = house.name("identities");
    let body = json!({"IdentityPoolName": name, "AllowUnauthenticatedIdentities": true});
    Attempt {
        operation: "cognito-identity:CreateIdentityPool",
        request: house.identity_pools("CreateIdentityPool", &body),
        is_whole: Box::new(move |house| {
            let pools = house.administrator().identity_pools("ListIdentityPools", &json!({"MaxResults": 60}));
            let pools = pools["IdentityPools"].as_array().unwrap();
            let made = pools.iter().find(|pool| pool["IdentityPoolName"] == *name);
            made.is_some_and(|pool| {
                let guest =
                    house.estate.identity("GetId", &json!({"IdentityPoolId": pool["IdentityPoolId"]}));
                let guest = json!({"IdentityId": api::succeeded(&guest)["IdentityId"]});
                // The id leads to its pool by way of the list of pools.
                house.estate.identity("GetOpenIdToken", &guest).status == 200
            })
        }),
    }
}

fn delete_identity_pool(house: &House) -> Attempt {
    let pool = api::identity_pool(house.administrator());
    let body = json!({ "IdentityPoolId": pool });
    Attempt {
        operation: "cognito-identity:DeleteIdentityPool",
        request: house.identity_pools("DeleteIdentityPool", &body),
        is_whole: Box::new(move |house| {
            let target = format!("{IDENTITY_POOLS}.DescribeIdentityPool");
            let described = house.administrator().ask("cognito-identity", &target, &body);
            assert_eq!(described.json()["__type"], "ResourceNotFoundException");
            house.facts("account", &format!("pool-{pool}"), "pool.unregistered") == 1
        }),
    }
}

/// A user of the estate's pool: name and `sub`.
fn user(house: &House) -> (String, String) {
    let (name, estate) = (house.name("user"), &house.estate);
    estate.make_user(&estate.pool, &name);
    let body = json!({"UserPoolId": estate.pool, "Username": name});
    let attributes = house.administrator().user_pools("AdminGetUser", &body)["UserAttributes"].clone();
    let sub = attributes.as_array().unwrap().iter().find(|attribute| attribute["Name"] == "sub");
    let sub = text(&sub.unwrap()["Value"]);
    (name, sub)
}

fn admin_delete_user(house: &House) -> Attempt {
    let (name, sub) = user(house);
    let body = json!({"UserPoolId": house.estate.pool, "Username": name});
    Attempt {
        operation: "cognito-idp:AdminDeleteUser",
        request: house.user_pools("AdminDeleteUser", &body),
        is_whole: Box::new(move |house| house.is_forgotten(&name, &sub)),
    }
}

fn delete_user(house: &House) -> Attempt {
    let (name, sub) = user(house);
    let tokens = house.estate.sign_in(&house.estate.client, &name);
    let body = json!({"AccessToken": tokens["AccessToken"]});
    Attempt {
        operation: "cognito-idp:DeleteUser",
        request: Request::json(&format!("{USER_POOLS}.DeleteUser"), body.to_string()),
        is_whole: Box::new(move |house| house.is_forgotten(&name, &sub)),
    }
}

fn get_id_of_two_identities(house: &House) -> Attempt {
    let ((one, two), estate) = (house.logins(), &house.estate);
    let (stays, leaves) = (estate.get_id(&one), estate.get_id(&two));
    house.write(&leaves, &two, "notes");
    let body = json!({"IdentityPoolId": estate.identities, "Logins": both(&one, &two)});
    Attempt {
        operation: "cognito-identity:GetId",
        request: Request::json(&format!("{IDENTITY_POOLS}.GetId"), body.to_string()),
        is_whole: Box::new(move |house| {
            house.is_merged(&leaves, &stays, &two) && house.estate.get_id(&one) == stays
        }),
    }
}

/// A guest with a dataset, and a user who has an identity: a caller that shows the user's login for the guest's id is both.
fn guest_who_is_known(house: &House, operation: &'static str, named: &str) -> Attempt {
    let ((logins, _), estate) = (house.logins(), &house.estate);
    let (stays, guest) = (estate.get_id(&logins), estate.get_id(&json!({})));
    house.write(&guest, &json!({}), "notes");
    let body = json!({"IdentityId": guest, "Logins": logins});
    Attempt {
        operation,
        request: Request::json(&format!("{IDENTITY_POOLS}.{named}"), body.to_string()),
        is_whole: Box::new(move |house| house.is_merged(&guest, &stays, &logins)),
    }
}

fn credentials_for_a_guest_who_is_known(house: &House) -> Attempt {
    let named = "GetCredentialsForIdentity";
    guest_who_is_known(house, "cognito-identity:GetCredentialsForIdentity", named)
}

fn token_for_a_guest_who_is_known(house: &House) -> Attempt {
    guest_who_is_known(house, "cognito-identity:GetOpenIdToken", "GetOpenIdToken")
}

fn begin_dataset(house: &House) -> Attempt {
    let estate = &house.estate;
    let guest = estate.get_id(&json!({}));
    let session = estate.session(&guest, &json!({}));
    let read = api::succeeded(&estate.records(&session, &guest, "notes", 0));
    let writing = estate.writing(&guest, "notes", &text(&read["SyncSessionToken"]));
    Attempt {
        operation: "cognito-sync:UpdateRecords",
        request: estate.sign(Some(&session), "cognito-sync", &writing),
        is_whole: Box::new(move |house| house.listed_records(&guest) == 1),
    }
}

fn delete_dataset(house: &House) -> Attempt {
    let estate = &house.estate;
    let guest = estate.get_id(&json!({}));
    house.write(&guest, &json!({}), "notes");
    let session = estate.session(&guest, &json!({}));
    let path = estate.dataset(&guest, "notes");
    let delete = Request { method: "DELETE", ..Request::get(&path) };
    Attempt {
        operation: "cognito-sync:DeleteDataset",
        request: estate.sign(Some(&session), "cognito-sync", &delete),
        is_whole: Box::new(move |house| house.listed_records(&guest) == 0),
    }
}
