//! What follows on a step of a sign-in: tokens, or a challenge with its parameters.

use app::user_pools::sign_in::{Question, Step};
use serde_json::{Value, json};
use wire::cognito_idp::{InitiateAuthResponse, RespondToAuthChallengeResponse};

use super::{super::shapes, Parameters, USERNAME, response::ATTRIBUTE};

/// The canonical user name, in every challenge.
const USER_ID: &str = "USER_ID_FOR_SRP";

/// A step as the answer of the operation that began the sign-in.
pub(in super::super) fn initiated(step: Step) -> InitiateAuthResponse {
    match step {
        Step::Tokens(tokens) => InitiateAuthResponse {
            authentication_result: Some(shapes::result(tokens)),
            challenge_parameters: Some(Parameters::new()),
            ..InitiateAuthResponse::default()
        },
        Step::Challenge(question) => asked(question),
    }
}

/// The same as the answer of the operation that answered a challenge.
pub(in super::super) fn responded(step: Step) -> RespondToAuthChallengeResponse {
    let InitiateAuthResponse {
        authentication_result,
        available_challenges,
        challenge_name,
        challenge_parameters,
        session,
    } = initiated(step);
    RespondToAuthChallengeResponse {
        authentication_result,
        available_challenges,
        challenge_name,
        challenge_parameters,
        session,
    }
}

fn asked(question: Question) -> InitiateAuthResponse {
    match question {
        Question::PasswordVerifier { username, salt, server_public, block } => {
            let parameters = [
                (USERNAME, username.clone()),
                (USER_ID, username),
                ("SALT", salt),
                ("SRP_B", server_public),
                ("SECRET_BLOCK", block),
            ];
            challenge("PASSWORD_VERIFIER", None, parameters)
        }
        Question::NewPassword { username, missing, attributes, session } => {
            let parameters = [
                (USER_ID, username),
                ("requiredAttributes", prefixed(&missing).to_string()),
                ("userAttributes", json!(attributes).to_string()),
            ];
            challenge("NEW_PASSWORD_REQUIRED", Some(session), parameters)
        }
    }
}

fn challenge<const N: usize>(
    name: &str,
    session: Option<String>,
    parameters: [(&str, String); N],
) -> InitiateAuthResponse {
    let parameters = parameters.map(|(name, value)| (name.to_owned(), value));
    InitiateAuthResponse {
        challenge_name: Some(name.to_owned()),
        session,
        challenge_parameters: Some(parameters.into()),
        ..InitiateAuthResponse::default()
    }
}

fn prefixed(names: &[String]) -> Value {
    names.iter().map(|name| format!("{ATTRIBUTE}{name}")).collect::<Vec<_>>().into()
}
