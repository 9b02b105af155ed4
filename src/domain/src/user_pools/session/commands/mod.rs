//! The commands of a session.

mod end;
mod open;
mod record_use;
mod redeem_code;
mod revoke;
mod use_refresh_token;

pub use end::End;
pub use open::Open;
pub use record_use::RecordUse;
pub use redeem_code::RedeemCode;
pub use revoke::Revoke;
pub use use_refresh_token::UseRefreshToken;

#[cfg(test)]
pub(super) fn opened() -> super::Opened {
    super::Opened {
        sub: "ada".into(),
        client_id: "web".into(),
        user_epoch: 3,
        recoveries: 0,
        device: None,
        auth_time: crate::Timestamp::from_ms(0),
        refresh_expires_at: crate::Timestamp::from_ms(1_000),
        scopes: vec!["aws.cognito.signin.user.admin".into()],
        purpose: super::Purpose::Api,
    }
}
