//! The sign-in pages: view models in, HTML out, and the files that the pages refer to.
//!
//! A page is a [`Page`]: its [`Chrome`], which all pages have, and its [`Body`], one variant a page. How a pool's pages look is a [`Style`],
//! made once of what the pool has configured. Knows no app, no request and no ceremony: who fills the models in decides what is shown.

mod body;
mod chrome;
mod files;
mod input;
mod look;
mod own_files;
pub mod paths;
pub mod policy;
mod problem;
mod qr;
mod render;
mod texts;

pub use body::{
    AddPasskey, AttributeField, Body, ChooseFactor, Code, CodeSource, Confirm, ConfirmLink, Confirmed,
    Continue, FactorChoice, Failed, Failure, Forgot, MfaAddress, MfaChoice, NewPassword, Passkey, Password,
    Provider, Resend, Reset, SelectMfa, SetUpMfa, SetUpTotp, SignIn, SignInName, SignUp, SignedOut, Terms,
    ToProvider, UsePasskey,
};
pub use chrome::{Chrome, Notice};
pub use files::File;
pub use look::{Look, Style};
pub use own_files::own_files;
pub use problem::{Field, PageError, Problem};
pub use render::{NotRendered, Page};
pub use texts::Language;
