//! Signing in: one ceremony for every way in, and the one function that says what follows on each of its steps.
//!
//! A [`Ceremony`] is what was proved so far and what is asked for now. [`next`] looks at it, at what pool and client demand
//! ([`Rules`]) and at the user as it stands ([`Person`]), and replies with what to ask, whom to admit, or why not. Nothing here
//! checks a proof, makes a secret, sends a code, calls a trigger or counts a failure: the outcomes of these come in as values, and
//! counting and single use are the user's aggregate's doing.

mod asked;
mod ceremony;
mod challenge;
mod define;
mod device_id;
mod factor;
mod form;
mod next;
mod person;
mod refused;
mod round;
mod rules;
mod sign_in_user;

pub use asked::{Asked, AskedSecret, CustomSecret, Destination, SrpExchange};
pub use ceremony::{Basis, Began, Ceremony, Given, Passed};
pub use challenge::{Challenge, CodeUse};
pub use define::{Define, DefinedChallenge};
pub use device_id::DeviceId;
pub use factor::{Factor, FirstFactor, Flow, SecondFactor};
pub use form::{BLOCK_LEN, CUSTOM_SESSION_LEN, FormError, SESSION_LEN};
pub use next::{Admission, AdmittedDevice, Next, TokenOccasion, next, offers};
pub use person::{Address, Locks, MfaSettings, Passkeys, Person, PersonDevice, PersonState};
pub use refused::Refused;
pub use round::{Round, RoundChallenge};
pub use rules::{CustomTriggers, DeviceRules, MfaRules, PasskeyRules, Risk, Rules};
pub use sign_in_user::SignInUser;
