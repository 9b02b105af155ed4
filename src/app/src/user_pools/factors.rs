//! The second factors of a user, as the user and administrators set them up, switch them on and off, and take them away.

use crypto::{
    seal::random_bytes,
    totp::{self, SECRET_LEN},
};
use domain::{
    Moment, Personal, Secret, Timestamp,
    user_pools::{
        user::{
            CheckedToken, Refusal, User,
            commands::{AssociateAuthenticator, RemoveAuthenticator, SetFactors, VerifyAuthenticator},
        },
        user_pool::Mfa,
    },
};

use crate::{
    Answer, Fault, Kind,
    kernel::fault::failed,
    user_pools::{UserPools, bearer::Bearer, pools::OpenPool},
};

/// The longest name of an authenticator app. AWS names no limit.
const DEVICE_NAME_CHARS_MAX: usize = 256;

/// What an authenticator app is set up with.
pub struct Associated {
    /// `SecretCode`: its secret, base32.
    pub secret_code: String,
    /// The `Session` to verify it with, in a sign-in.
    pub session: Option<String>,
}

impl UserPools {
    /// Gives the user's authenticator app a secret. It counts once a code of it is verified.
    pub async fn associate_authenticator(&self, bearer: &Bearer, moment: &Moment) -> Answer<Associated> {
        check_apps_enabled(&bearer.pool)?;
        let secret = new_secret();
        let command = AssociateAuthenticator { secret: kept(&secret) };
        self.core.directories.users.ask(&bearer.stream, command, moment).await.map_err(failed::<User>)?;
        Ok(Associated { secret_code: totp::base32(&secret), session: None })
    }

    /// Verifies a code of the app that was given its secret last.
    pub async fn verify_authenticator(
        &self,
        bearer: &Bearer,
        code: &str,
        device_name: Option<String>,
        moment: &Moment,
    ) -> Answer<()> {
        check_apps_enabled(&bearer.pool)?;
        let associated = bearer.user.profile()?.factors.associated.as_ref();
        let command = VerifyAuthenticator {
            checked: checked(associated.ok_or(Refusal::AuthenticatorNotAssociated)?, code, moment.now),
            device_name: named(device_name)?,
            switches_on: bearer.pool.config.mfa == Mfa::On,
        };
        self.core.directories.users.ask(&bearer.stream, command, moment).await.map_err(failed::<User>)
    }

    /// The user switches factors on and off.
    pub async fn set_factors(&self, bearer: &Bearer, command: SetFactors, moment: &Moment) -> Answer<()> {
        self.core.directories.users.ask(&bearer.stream, command, moment).await.map_err(failed::<User>)
    }

    /// An administrator switches factors of a user on and off.
    pub async fn admin_set_factors(
        &self,
        pool_id: &str,
        username: &str,
        command: SetFactors,
        moment: &Moment,
    ) -> Answer<()> {
        self.command_user(pool_id, username, command, moment).await
    }

    /// An administrator takes a user's authenticator app away.
    pub async fn admin_remove_authenticator(
        &self,
        pool_id: &str,
        username: &str,
        moment: &Moment,
    ) -> Answer<()> {
        self.command_user(pool_id, username, RemoveAuthenticator, moment).await
    }
}

pub(super) fn check_apps_enabled(pool: &OpenPool) -> Answer<()> {
    if pool.config.mfa_factors.software_token == Some(true) {
        return Ok(());
    }
    let text = "Software Token MFA has not been enabled by the userPool";
    Err(Fault::new(Kind::SoftwareTokenMFANotFound, text))
}

/// What the user calls an app; empty if it has no name.
pub(super) fn named(device_name: Option<String>) -> Answer<Personal<String>> {
    let name = device_name.unwrap_or_default();
    if name.chars().count() > DEVICE_NAME_CHARS_MAX {
        let text = format!("FriendlyDeviceName must have at most {DEVICE_NAME_CHARS_MAX} characters.");
        return Err(Fault::invalid(text));
    }
    Ok(Personal::Known(name))
}

pub(super) fn new_secret() -> [u8; SECRET_LEN] {
    random_bytes()
}

/// A secret as facts keep it.
pub(super) fn kept(secret: &[u8; SECRET_LEN]) -> Secret<String> {
    Secret::Known(hex::encode(secret))
}

/// A code, checked against a secret at a time. A forgotten secret has no codes.
pub(super) fn checked(secret: &Secret<String>, code: &str, now: Timestamp) -> CheckedToken {
    let bytes = secret.known().and_then(|secret| hex::decode(secret).ok()?.try_into().ok());
    let step = bytes.and_then(|bytes| totp::step_of(&bytes, code, now.seconds()));
    CheckedToken { secret: secret.clone(), step }
}
