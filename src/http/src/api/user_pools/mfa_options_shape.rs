//! `MFAOptions` of `SetUserSettings` and `AdminSetUserSettings`: text messages as a second factor, as they were switched on before there were
//! other factors.

use std::collections::BTreeMap;

use app::{Answer, Fault};
use domain::{
    user_pools::{
        sign_in::SecondFactor,
        user::commands::{FactorChange, SetFactors},
    },
    values::contact::Contact,
};
use wire::cognito_idp::MFAOptionType;

/// What becomes of text messages: on where an option names them, off where there is none.
pub(super) fn changes(options: &[MFAOptionType]) -> Answer<SetFactors> {
    let phone = Contact::Phone;
    let is_text = |option: &MFAOptionType| {
        option.attribute_name.as_deref() == Some(phone.attribute())
            && option.delivery_medium.as_deref() == Some(phone.medium())
    };
    if !options.iter().all(is_text) {
        return Err(Fault::invalid("MFAOptions can only deliver by SMS to phone_number."));
    }
    let change = FactorChange { on: !options.is_empty(), preferred: None };
    Ok(SetFactors { changes: BTreeMap::from([(SecondFactor::Sms, change)]), passkeys: None })
}
