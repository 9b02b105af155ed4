//! A first sign-in at another provider: it makes a user, and opens a session.

use serde_json::json;

use super::{
    House,
    attempts::{Attempt, Make},
};
use crate::facebook::Client;

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
