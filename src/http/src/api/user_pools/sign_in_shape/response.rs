//! The answer to a challenge: `ChallengeName`, `Session` and `ChallengeResponses`.

use app::{
    Answer, Fault,
    user_pools::{
        sign_in::{CodeChallenge, Content, Response, SrpAnswer, Who},
        watch::UserContext,
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use crypto::srp;
use domain::{
    user_pools::sign_in::{Challenge, FirstFactor, Refused, SecondFactor},
    values::contact::Contact,
};

use super::{
    super::passkey_shape::passkey_answer,
    DEVICE_KEY, Parameters, missing, needed,
    start::{along, client_public},
    who,
};

const SECRET_BLOCK: &str = "PASSWORD_CLAIM_SECRET_BLOCK";
/// The prefix of attributes that are given along with a new password.
pub(super) const ATTRIBUTE: &str = "userAttributes.";

/// The user that an answer names, and its content.
pub(in super::super) fn response(
    challenge: &str,
    session: Option<String>,
    responses: &Parameters,
    client_metadata: Option<Parameters>,
    user_context: UserContext,
) -> Answer<(Who, Response)> {
    if responses.is_empty() {
        return Err(Fault::invalid("Missing required parameter challenge responses."));
    }
    let who = who(responses, user_context, client_metadata);
    let verifier = match challenge {
        "PASSWORD_VERIFIER" => Some((Challenge::PasswordVerifier, srp_answer(responses))),
        "DEVICE_PASSWORD_VERIFIER" => {
            let answer = needed(responses, DEVICE_KEY).and_then(|_| srp_answer(responses));
            Some((Challenge::DeviceVerifier, answer))
        }
        _ => None,
    };
    if let Some((challenge, answer)) = verifier {
        let block = needed(responses, SECRET_BLOCK).ok().map(str::to_owned);
        return Ok((who?, Response::Verifier { challenge, session, block, answer }));
    }
    let content = content(challenge, responses)?;
    // Some clients send none with a device's number.
    let may_lack = matches!(content, Content::DeviceSrp(_));
    let session = if session.is_some() || may_lack { Ok(session) } else { Err(missing("Session")) };
    Ok((who?, Response::BySession { session, content }))
}

/// The answer to a challenge whose `Session` carries the sign-in.
fn content(challenge: &str, responses: &Parameters) -> Answer<Content> {
    Ok(match challenge {
        "SELECT_CHALLENGE" => Content::SelectChallenge {
            first: needed(responses, "ANSWER").map(FirstFactor::of_name),
            along: along(responses),
        },
        "PASSWORD" => Content::Password(owned(responses, "PASSWORD")),
        "PASSWORD_SRP" => Content::PasswordSrp(needed(responses, "SRP_A").and_then(client_public)),
        "DEVICE_SRP_AUTH" => Content::DeviceSrp(
            needed(responses, DEVICE_KEY).and_then(|_| needed(responses, "SRP_A")).and_then(client_public),
        ),
        "NEW_PASSWORD_REQUIRED" => new_password(responses),
        // The function gets an empty answer too.
        "CUSTOM_CHALLENGE" => {
            Content::Custom(responses.get("ANSWER").cloned().ok_or_else(|| missing("ANSWER")))
        }
        "SMS_OTP" => code(CodeChallenge::SmsOtp, owned(responses, "SMS_OTP_CODE")),
        "SMS_MFA" => code(CodeChallenge::SmsMfa, owned(responses, "SMS_MFA_CODE")),
        "EMAIL_OTP" => code(CodeChallenge::EmailOtp, owned(responses, "EMAIL_OTP_CODE")),
        "WEB_AUTHN" => {
            Content::Passkey(needed(responses, "CREDENTIAL").and_then(passkey_answer).map(Box::new))
        }
        "SOFTWARE_TOKEN_MFA" => Content::SoftwareToken(software_token_code(responses)),
        "SELECT_MFA_TYPE" => Content::SelectMfaType(needed(responses, "ANSWER").map(SecondFactor::of_name)),
        "MFA_SETUP" => Content::MfaSetup(address(responses)),
        // What is never asked: ADMIN_NO_SRP_AUTH.
        _ => return Err(Refused::Outdated.into()),
    })
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

fn owned(responses: &Parameters, name: &str) -> Answer<String> {
    needed(responses, name).map(str::to_owned)
}

fn new_password(responses: &Parameters) -> Content {
    let attributes = responses
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(ATTRIBUTE)?.to_owned(), value.clone())))
        .collect();
    Content::NewPassword { password: owned(responses, "NEW_PASSWORD"), attributes }
}

const fn code(challenge: CodeChallenge, code: Answer<String>) -> Content {
    Content::Code { challenge, code }
}

/// Older clients send every code as `SMS_MFA_CODE`.
fn software_token_code(responses: &Parameters) -> Answer<String> {
    let name = "SOFTWARE_TOKEN_MFA_CODE";
    owned(responses, name).or_else(|_| owned(responses, "SMS_MFA_CODE")).map_err(|_| missing(name))
}

/// The address at which a factor is set up. AWS's guide writes `email`, its clients `EMAIL`.
fn address(responses: &Parameters) -> Option<(Contact, String)> {
    let names = [("PHONE_NUMBER", Contact::Phone), ("EMAIL", Contact::Email), ("email", Contact::Email)];
    let given = |(name, contact)| Some((contact, owned(responses, name).ok()?));
    names.into_iter().find_map(given)
}
