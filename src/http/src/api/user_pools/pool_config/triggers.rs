//! `LambdaConfig`: the functions that a pool calls. Those that are not called yet are refused by name before this is read.

use app::{Answer, App, Fault, Kind};
use domain::user_pools::user_pool::{TokenFunction, TokenFunctionVersion, TriggerFunctions};
use wire::cognito_idp::{
    CustomEmailLambdaVersionConfigType, CustomSMSLambdaVersionConfigType, InboundFederationLambdaType,
    LambdaConfigType, PreTokenGenerationVersionConfigType,
};

/// The one version of functions that send messages, and of those that change what providers say.
const SENDER_VERSION: &str = "V1_0";

pub(super) fn read(config: LambdaConfigType) -> TriggerFunctions {
    TriggerFunctions {
        pre_token_generation: token_function(config.pre_token_generation, config.pre_token_generation_config),
        pre_sign_up: config.pre_sign_up,
        post_confirmation: config.post_confirmation,
        pre_authentication: config.pre_authentication,
        post_authentication: config.post_authentication,
        define_auth_challenge: config.define_auth_challenge,
        create_auth_challenge: config.create_auth_challenge,
        verify_auth_challenge_response: config.verify_auth_challenge_response,
        user_migration: config.user_migration,
        custom_message: config.custom_message,
        custom_email_sender: config.custom_email_sender.map(|sender| sender.lambda_arn),
        custom_sms_sender: config.custom_sms_sender.map(|sender| sender.lambda_arn),
        inbound_federation: config.inbound_federation.map(|federation| federation.lambda_arn),
        sender_key: config.kms_key_id,
    }
}

/// One function, which the older member names alone and the newer one with its version.
fn token_function(
    older: Option<String>,
    newer: Option<PreTokenGenerationVersionConfigType>,
) -> Option<TokenFunction> {
    match (older, newer) {
        (_, Some(newer)) => {
            Some(TokenFunction { version: version(&newer.lambda_version), function: newer.lambda_arn })
        }
        (Some(function), None) => Some(TokenFunction { function, version: TokenFunctionVersion::V1 }),
        (None, None) => None,
    }
}

/// The model allows three.
fn version(text: &str) -> TokenFunctionVersion {
    match text {
        "V3_0" => TokenFunctionVersion::V3,
        "V2_0" => TokenFunctionVersion::V2,
        _ => TokenFunctionVersion::V1,
    }
}

fn version_shown(version: TokenFunctionVersion) -> &'static str {
    match version {
        TokenFunctionVersion::V1 => "V1_0",
        TokenFunctionVersion::V2 => "V2_0",
        TokenFunctionVersion::V3 => "V3_0",
    }
}

pub(in super::super) fn shown(functions: &TriggerFunctions) -> LambdaConfigType {
    let token = functions.pre_token_generation.as_ref();
    let sender = |function: &String| (function.clone(), SENDER_VERSION.to_owned());
    LambdaConfigType {
        pre_sign_up: functions.pre_sign_up.clone(),
        post_confirmation: functions.post_confirmation.clone(),
        pre_authentication: functions.pre_authentication.clone(),
        post_authentication: functions.post_authentication.clone(),
        define_auth_challenge: functions.define_auth_challenge.clone(),
        create_auth_challenge: functions.create_auth_challenge.clone(),
        verify_auth_challenge_response: functions.verify_auth_challenge_response.clone(),
        pre_token_generation: token.map(|token| token.function.clone()),
        pre_token_generation_config: token.map(|token| PreTokenGenerationVersionConfigType {
            lambda_arn: token.function.clone(),
            lambda_version: version_shown(token.version).to_owned(),
        }),
        user_migration: functions.user_migration.clone(),
        custom_message: functions.custom_message.clone(),
        custom_email_sender: functions.custom_email_sender.as_ref().map(sender).map(
            |(lambda_arn, lambda_version)| CustomEmailLambdaVersionConfigType { lambda_version, lambda_arn },
        ),
        custom_sms_sender: functions.custom_sms_sender.as_ref().map(sender).map(
            |(lambda_arn, lambda_version)| CustomSMSLambdaVersionConfigType { lambda_version, lambda_arn },
        ),
        inbound_federation: functions
            .inbound_federation
            .as_ref()
            .map(sender)
            .map(|(lambda_arn, lambda_version)| InboundFederationLambdaType { lambda_version, lambda_arn }),
        kms_key_id: functions.sender_key.clone(),
    }
}

/// Refuses functions where the service has no way to call them.
pub(in super::super) fn check_functions(app: &App, config: Option<&LambdaConfigType>) -> Answer<()> {
    check_key(app, config)?;
    let named = config.and_then(first_function).filter(|_| !app.user_pools.calls_functions());
    named.map_or(Ok(()), |name| Err(Fault::not_implemented(&format!("LambdaConfig.{name}"))))
}

/// Refuses a key that the server does not have.
fn check_key(app: &App, config: Option<&LambdaConfigType>) -> Answer<()> {
    let key = config.and_then(|config| config.kms_key_id.as_deref());
    if key.is_none_or(|key| app.user_pools.has_sender_key(key)) {
        return Ok(());
    }
    let text = "LambdaConfig.KMSKeyID names a key that the server was not given (--sender-key)";
    Err(Fault::new(Kind::NotImplemented, text))
}

/// The first function that would be called.
fn first_function(config: &LambdaConfigType) -> Option<&'static str> {
    let functions = [
        ("CreateAuthChallenge", config.create_auth_challenge.is_some()),
        ("CustomEmailSender", config.custom_email_sender.is_some()),
        ("CustomMessage", config.custom_message.is_some()),
        ("CustomSMSSender", config.custom_sms_sender.is_some()),
        ("DefineAuthChallenge", config.define_auth_challenge.is_some()),
        ("InboundFederation", config.inbound_federation.is_some()),
        ("PostAuthentication", config.post_authentication.is_some()),
        ("PostConfirmation", config.post_confirmation.is_some()),
        ("PreAuthentication", config.pre_authentication.is_some()),
        ("PreSignUp", config.pre_sign_up.is_some()),
        ("PreTokenGeneration", config.pre_token_generation.is_some()),
        ("PreTokenGenerationConfig", config.pre_token_generation_config.is_some()),
        ("UserMigration", config.user_migration.is_some()),
        ("VerifyAuthChallengeResponse", config.verify_auth_challenge_response.is_some()),
    ];
    functions.into_iter().find_map(|(name, is_named)| is_named.then_some(name))
}
