//! The answer to a challenge: `ChallengeName`, `Session` and `ChallengeResponses`.

use app::{
    Answer, Fault,
    user_pools::sign_in::{Response, SrpAnswer, Who},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::srp;
use domain::{user_pools::sign_in::SecondFactor, values::contact::Contact};

use super::{Parameters, missing, needed, who};

const SECRET_BLOCK: &str = "PASSWORD_CLAIM_SECRET_BLOCK";
/// The prefix of attributes that are given along with a new password.
pub(super) const ATTRIBUTE: &str = "userAttributes.";

/// The user that an answer names, and its content.
pub(in super::super) fn response(
    challenge: &str,
    session: Option<String>,
    responses: &Parameters,
) -> Answer<(Who, Response)> {
    if responses.is_empty() {
        return Err(Fault::invalid("Missing required parameter challenge responses."));
    }
    match challenge {
        "PASSWORD_VERIFIER" => Ok((who(responses)?, password_verifier(session, responses))),
        "NEW_PASSWORD_REQUIRED" => Ok((who(responses)?, new_password(session, responses))),
        "SOFTWARE_TOKEN_MFA" => Ok((who(responses)?, software_token(session, responses))),
        "SELECT_MFA_TYPE" => Ok((who(responses)?, select_mfa_type(session, responses))),
        "SMS_MFA" => Ok((who(responses)?, code(Contact::Phone, "SMS_MFA_CODE", session, responses))),
        "EMAIL_OTP" => Ok((who(responses)?, code(Contact::Email, "EMAIL_OTP_CODE", session, responses))),
        "MFA_SETUP" => Ok((who(responses)?, mfa_setup(session, responses))),
        other => Err(Fault::not_implemented(&format!("ChallengeName {other}"))),
    }
}

fn password_verifier(session: Option<String>, responses: &Parameters) -> Response {
    let block = needed(responses, SECRET_BLOCK).ok().map(str::to_owned);
    Response::PasswordVerifier { session, block, answer: srp_answer(responses) }
}

/// Missing parameters are reported first, in this order, then malformed ones. Neither counts as a wrong password.
fn srp_answer(responses: &Parameters) -> Answer<SrpAnswer> {
    let timestamp = needed(responses, "TIMESTAMP")?;
    let signature = needed(responses, "PASSWORD_CLAIM_SIGNATURE")?;
    let block = needed(responses, SECRET_BLOCK)?;
    let timestamp = srp::canonical_timestamp(timestamp)
        .ok_or_else(|| Fault::invalid("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english."))?;
    STANDARD
        .decode(signature)
        .map_err(|_| Fault::invalid("Invalid PASSWORD_CLAIM_SIGNATURE format. Must be a Base64 string."))?;
    let (secret_block, signature) = (block.to_owned(), signature.to_owned());
    Ok(SrpAnswer { secret_block, timestamp, signature })
}

fn needed_session(session: Option<String>) -> Answer<String> {
    session.ok_or_else(|| missing("Session"))
}

/// Older clients send every code as `SMS_MFA_CODE`.
fn software_token(session: Option<String>, responses: &Parameters) -> Response {
    let name = "SOFTWARE_TOKEN_MFA_CODE";
    let code = needed(responses, name).or_else(|_| needed(responses, "SMS_MFA_CODE"));
    let code = code.map(str::to_owned).map_err(|_| missing(name));
    Response::SoftwareToken { session: needed_session(session), code }
}

fn select_mfa_type(session: Option<String>, responses: &Parameters) -> Response {
    let factor = needed(responses, "ANSWER").map(SecondFactor::of_name);
    Response::SelectMfaType { session: needed_session(session), factor }
}

fn code(contact: Contact, name: &str, session: Option<String>, responses: &Parameters) -> Response {
    let code = needed(responses, name).map(str::to_owned);
    Response::Code { session: needed_session(session), contact, code }
}

/// AWS's guide writes `email`, its clients `EMAIL`.
fn mfa_setup(session: Option<String>, responses: &Parameters) -> Response {
    let names = [("PHONE_NUMBER", Contact::Phone), ("EMAIL", Contact::Email), ("email", Contact::Email)];
    let given = |(name, contact)| Some((contact, needed(responses, name).ok()?.to_owned()));
    Response::MfaSetup { session: needed_session(session), address: names.into_iter().find_map(given) }
}

fn new_password(session: Option<String>, responses: &Parameters) -> Response {
    let attributes = responses
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(ATTRIBUTE)?.to_owned(), value.clone())))
        .collect();
    let session = needed_session(session);
    let password = needed(responses, "NEW_PASSWORD").map(str::to_owned);
    Response::NewPassword { session, password, attributes }
}
