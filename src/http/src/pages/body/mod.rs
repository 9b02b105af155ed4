//! What a page shows and asks: a model for each page.

mod accounts;
mod ends;
mod factors;
mod sign_in;

pub use accounts::{
    AttributeField, Confirm, ConfirmLink, Confirmed, Forgot, NewPassword, Reset, SignUp, Terms,
};
pub use ends::{AddPasskey, Failed, Failure, SignedOut};
pub(super) use factors::sent;
pub use factors::{
    ChooseFactor, Code, CodeSource, FactorChoice, MfaAddress, MfaChoice, Resend, SelectMfa, SetUpMfa,
    SetUpTotp,
};
pub use sign_in::{Continue, Passkey, Password, Provider, SignIn, SignInName, ToProvider, UsePasskey};

use domain::{user_pools::branding::AssetCategory, values::contact::Contact};

use super::texts::Texts;

/// What a page shows and asks.
#[derive(Clone, Debug)]
pub enum Body {
    /// Name, and password or what comes after it.
    SignIn(SignIn),
    /// On the way to the service that an address has found.
    ToProvider(ToProvider),
    /// The password, where the name was asked first.
    Password(Password),
    /// Which first factor.
    ChooseFactor(ChooseFactor),
    /// A passkey, as the chosen first factor.
    UsePasskey(UsePasskey),
    /// Goes on with an earlier sign-in of this browser, or not.
    Continue(Continue),
    /// A code, as the first or the second factor.
    Code(Code),
    /// Which second factor.
    SelectMfa(SelectMfa),
    /// Which second factor is to be set up.
    SetUpMfa(SetUpMfa),
    /// Where codes of the second factor that is set up shall be sent.
    MfaAddress(MfaAddress),
    /// An authenticator app that is set up.
    SetUpTotp(SetUpTotp),
    /// A new password in the place of a temporary one.
    NewPassword(NewPassword),
    /// A new account.
    SignUp(SignUp),
    /// The code that confirms a sign-up.
    Confirm(Confirm),
    /// The button that confirms a sign-up, behind the link of a mail.
    ConfirmLink(ConfirmLink),
    /// That a sign-up was confirmed by it.
    Confirmed(Confirmed),
    /// Who has forgotten the password.
    Forgot(Forgot),
    /// The code that was sent for it, and the new password.
    Reset(Reset),
    /// A new passkey.
    AddPasskey(AddPasskey),
    /// The session has ended.
    SignedOut(SignedOut),
    /// There is no page to show.
    Failed(Failed),
}

impl Body {
    /// The page's heading.
    pub(super) const fn title(&self, texts: &Texts) -> &'static str {
        match self {
            Self::SignIn(_) | Self::ToProvider(_) => texts.sign_in,
            Self::Password(_) => texts.enter_password,
            Self::ChooseFactor(_) => texts.choose_factor,
            Self::UsePasskey(_) => texts.sign_in_with_passkey,
            Self::Continue(_) => texts.welcome_back,
            Self::Code(_) => texts.enter_code,
            Self::SelectMfa(_) => texts.select_mfa,
            Self::SetUpMfa(_) => texts.set_up_mfa,
            Self::MfaAddress(_) => texts.mfa_address,
            Self::SetUpTotp(_) => texts.set_up_app,
            Self::NewPassword(_) | Self::Reset(_) => texts.choose_password,
            Self::SignUp(_) => texts.create_account,
            Self::Confirm(_) | Self::ConfirmLink(_) | Self::Confirmed(_) => texts.confirm_account,
            Self::Forgot(_) => texts.forgot_question,
            Self::AddPasskey(_) => texts.add_passkey,
            Self::SignedOut(_) => texts.signed_out,
            Self::Failed(_) => texts.went_wrong,
        }
    }

    /// Whether people come here from an application, which the page then names.
    pub(super) const fn is_entrance(&self) -> bool {
        matches!(self, Self::SignIn(_) | Self::SignUp(_) | Self::Continue(_))
    }

    /// The picture that a style may have for the page.
    pub(super) const fn graphic(&self) -> Option<AssetCategory> {
        match self {
            Self::Code(Code { source: CodeSource::App, .. }) | Self::SetUpTotp(_) => {
                Some(AssetCategory::AuthAppGraphic)
            }
            Self::Code(Code { source: CodeSource::Message { to, .. }, .. }) => Some(match to {
                Contact::Email => AssetCategory::EmailGraphic,
                Contact::Phone => AssetCategory::SmsGraphic,
            }),
            Self::Password(_) | Self::NewPassword(_) | Self::Forgot(_) | Self::Reset(_) => {
                Some(AssetCategory::PasswordGraphic)
            }
            Self::UsePasskey(_) | Self::AddPasskey(_) => Some(AssetCategory::PasskeyGraphic),
            _ => None,
        }
    }
}
