//! Sessions between the wire and the app.

use app::{
    Answer, Fault,
    sts::sessions::{AssumeRole, AssumedRole},
    sts::web_identity::PROVIDER,
};
use wire::{Timestamp, sts as shape};

pub(super) fn asked(input: shape::AssumeRoleWithWebIdentityRequest) -> Answer<AssumeRole> {
    if input.provider_id.is_some() {
        return Err(Fault::invalid(
            "ProviderId is for OAuth 2.0 access tokens, not for OpenID Connect ID tokens.",
        ));
    }
    Ok(AssumeRole {
        role_arn: input.role_arn,
        session_name: input.role_session_name,
        token: input.web_identity_token,
        // The model bounds it from below, far above zero.
        seconds: input.duration_seconds.and_then(|seconds| u32::try_from(seconds).ok()),
        policy: input.policy,
    })
}

pub(super) fn assumed(role: AssumedRole) -> shape::AssumeRoleWithWebIdentityResponse {
    shape::AssumeRoleWithWebIdentityResponse {
        assumed_role_user: Some(shape::AssumedRoleUser { arn: role.arn, assumed_role_id: role.id }),
        audience: Some(role.audience),
        credentials: Some(shape::Credentials {
            access_key_id: role.credentials.access_key_id,
            expiration: Timestamp::from_millis(role.credentials.expires_at.ms()),
            secret_access_key: role.credentials.secret_access_key,
            session_token: role.credentials.session_token,
        }),
        provider: Some(PROVIDER.to_owned()),
        subject_from_web_identity_token: Some(role.subject),
        ..shape::AssumeRoleWithWebIdentityResponse::default()
    }
}
