//! What follows on a step of a sign-in: tokens, or a challenge with its parameters.

use std::collections::BTreeSet;

use app::user_pools::sign_in::{Outcome, Question};
use domain::{
    user_pools::sign_in::{CodeUse, FirstFactor, SecondFactor},
    values::contact::Contact,
};
use serde_json::{Value, json};
use wire::cognito_idp::{
    AdminInitiateAuthResponse, AdminRespondToAuthChallengeResponse, InitiateAuthResponse,
    RespondToAuthChallengeResponse,
};

use super::{
    super::{named::listed, passkey_shape::request_options, shapes},
    DEVICE_KEY, Parameters, USERNAME,
    response::ATTRIBUTE,
};

/// The canonical user name, in every challenge.
const USER_ID: &str = "USER_ID_FOR_SRP";

/// A step as the answer of the operation that began the sign-in.
pub(in super::super) fn initiated(outcome: Outcome) -> InitiateAuthResponse {
    match outcome {
        Outcome::Tokens(tokens) => InitiateAuthResponse {
            authentication_result: Some(shapes::result(tokens)),
            challenge_parameters: Some(Parameters::new()),
            ..InitiateAuthResponse::default()
        },
        Outcome::Challenge(question) => asked(question),
    }
}

/// The same as the answer of the operation that answered a challenge.
pub(in super::super) fn responded(outcome: Outcome) -> RespondToAuthChallengeResponse {
    let InitiateAuthResponse {
        authentication_result,
        available_challenges,
        challenge_name,
        challenge_parameters,
        session,
    } = initiated(outcome);
    RespondToAuthChallengeResponse {
        authentication_result,
        available_challenges,
        challenge_name,
        challenge_parameters,
        session,
    }
}

/// The same as the answer of the administrators' operation that began it.
pub(in super::super) fn admin_initiated(outcome: Outcome) -> AdminInitiateAuthResponse {
    let InitiateAuthResponse {
        authentication_result,
        available_challenges,
        challenge_name,
        challenge_parameters,
        session,
    } = initiated(outcome);
    AdminInitiateAuthResponse {
        authentication_result,
        available_challenges,
        challenge_name,
        challenge_parameters,
        session,
    }
}

/// The same as the answer of the administrators' operation that answered a challenge.
pub(in super::super) fn admin_responded(outcome: Outcome) -> AdminRespondToAuthChallengeResponse {
    let InitiateAuthResponse {
        authentication_result,
        available_challenges,
        challenge_name,
        challenge_parameters,
        session,
    } = initiated(outcome);
    AdminRespondToAuthChallengeResponse {
        authentication_result,
        available_challenges,
        challenge_name,
        challenge_parameters,
        session,
    }
}

fn asked(question: Question) -> InitiateAuthResponse {
    match question {
        Question::PasswordVerifier { username, salt, server_public, block, session } => {
            let exchange = [("SALT", salt), ("SRP_B", server_public), ("SECRET_BLOCK", block)];
            let who = [(USERNAME, username.clone()), (USER_ID, username)];
            challenge("PASSWORD_VERIFIER", session, who.into_iter().chain(exchange))
        }
        Question::DeviceSrp { username, session } => {
            challenge("DEVICE_SRP_AUTH", Some(session), [(USERNAME, username)])
        }
        Question::DeviceVerifier { username, device_key, salt, server_public, block, session } => {
            let exchange = [("SALT", salt), ("SRP_B", server_public), ("SECRET_BLOCK", block)];
            let who = [(USERNAME, username), (DEVICE_KEY, device_key)];
            challenge("DEVICE_PASSWORD_VERIFIER", Some(session), who.into_iter().chain(exchange))
        }
        Question::Custom { username, parameters, session } => custom(username, parameters, session),
        Question::NewPassword { username, missing, attributes, session } => {
            let required = ("requiredAttributes", prefixed(&missing).to_string());
            let attributes = ("userAttributes", json!(attributes).to_string());
            challenge("NEW_PASSWORD_REQUIRED", Some(session), [(USER_ID, username), required, attributes])
        }
        Question::SoftwareToken { username, device_name, session } => {
            let device_name = device_name.map(|name| ("FRIENDLY_DEVICE_NAME", name));
            let parameters = [(USER_ID, username)].into_iter().chain(device_name);
            challenge("SOFTWARE_TOKEN_MFA", Some(session), parameters)
        }
        Question::SelectChallenge { username, offered, session } => {
            offering(&offered, challenge("SELECT_CHALLENGE", Some(session), [(USER_ID, username)]))
        }
        Question::Password { username, by_srp, session } => {
            let name = if by_srp { "PASSWORD_SRP" } else { "PASSWORD" };
            challenge(name, Some(session), [(USER_ID, username)])
        }
        Question::Code { username, contact, code_use, destination, offered, session } => {
            let medium = ("CODE_DELIVERY_DELIVERY_MEDIUM", contact.medium().to_owned());
            let parameters = [(USER_ID, username), medium, ("CODE_DELIVERY_DESTINATION", destination)];
            offering(&offered, challenge(code_challenge(contact, code_use), Some(session), parameters))
        }
        Question::Passkey { options, offered, session } => {
            let options = [("CREDENTIAL_REQUEST_OPTIONS", request_options(&options).to_string())];
            offering(&offered, challenge("WEB_AUTHN", Some(session), options))
        }
        Question::SelectMfaType { username, offered, session } => {
            let parameters = [(USER_ID, username), ("MFAS_CAN_CHOOSE", names(&offered).to_string())];
            challenge("SELECT_MFA_TYPE", Some(session), parameters)
        }
        Question::MfaSetup { username, enabled, session } => {
            let parameters = [(USER_ID, username), ("MFAS_CAN_SETUP", names(&enabled).to_string())];
            challenge("MFA_SETUP", Some(session), parameters)
        }
    }
}

/// A function's challenge. Where it names a parameter like one of ours, ours stands.
fn custom(username: String, parameters: Parameters, session: String) -> InitiateAuthResponse {
    let mut asked = challenge("CUSTOM_CHALLENGE", Some(session), [(USERNAME, username)]);
    asked.challenge_parameters =
        asked.challenge_parameters.map(|own| parameters.into_iter().chain(own).collect());
    asked
}

/// A challenge beside which others are offered.
fn offering(offered: &BTreeSet<FirstFactor>, asked: InitiateAuthResponse) -> InitiateAuthResponse {
    InitiateAuthResponse { available_challenges: available(offered), ..asked }
}

fn challenge<'a>(
    name: &str,
    session: Option<String>,
    parameters: impl IntoIterator<Item = (&'a str, String)>,
) -> InitiateAuthResponse {
    let parameters = parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    InitiateAuthResponse {
        challenge_name: Some(name.to_owned()),
        session,
        challenge_parameters: Some(parameters),
        ..InitiateAuthResponse::default()
    }
}

/// `AvailableChallenges`
fn available(offered: &BTreeSet<FirstFactor>) -> Option<Vec<String>> {
    listed(offered.iter().map(|factor| factor.name().to_owned()).collect())
}

const fn code_challenge(contact: Contact, code_use: CodeUse) -> &'static str {
    match (contact, code_use) {
        (Contact::Phone, CodeUse::First) => "SMS_OTP",
        (Contact::Phone, CodeUse::Second | CodeUse::Setup) => "SMS_MFA",
        (Contact::Email, _) => "EMAIL_OTP",
    }
}

fn names(factors: &BTreeSet<SecondFactor>) -> Value {
    factors.iter().map(|factor| factor.name()).collect::<Vec<_>>().into()
}

fn prefixed(names: &[String]) -> Value {
    names.iter().map(|name| format!("{ATTRIBUTE}{name}")).collect::<Vec<_>>().into()
}
