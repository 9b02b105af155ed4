//! What a pool and a client demand of a sign-in, read from their configuration. What configuration cannot express yet is not demanded.

use std::collections::BTreeSet;

use domain::{
    user_pools::{
        sign_in::{CustomTriggers, DeviceRules, FirstFactor, MfaRules, PasskeyRules, Rules, SecondFactor},
        user_pool::{DeviceConfig, Mfa, PoolConfig, RecoverySetting, TriggerFunctions},
    },
    values::contact::{Contact, Recovery},
};

use crate::{
    Answer,
    user_pools::{UserPools, clients::OpenClient, pools::OpenPool},
};

impl UserPools {
    /// What a client and its pool demand of a sign-in.
    pub(super) async fn rules(&self, client: &OpenClient) -> Answer<Rules> {
        self.rules_of(&client.pool, client.hides_who_exists()).await
    }

    /// What a pool demands of a sign-in through a client that hides which users exist, or does not.
    pub(super) async fn rules_of(&self, pool: &OpenPool, hides_who_exists: bool) -> Answer<Rules> {
        let config = &pool.config;
        Ok(Rules {
            first_factors: first_factors(config),
            mfa: mfa(config),
            only_recovery: only_recovery(&config.recovery),
            devices: config.devices.map(devices),
            passkeys: PasskeyRules {
                relying_party: self.relying_party(pool).await?,
                verification_required: pool.passkeys_verify(),
                counts_as_two: config.passkey_counts_as_two(),
            },
            custom: custom(&config.triggers),
            acts_on_risk: pool.acts_on_risk(),
            ..Rules::of_passwords(hides_who_exists)
        })
    }
}

/// The password, and codes and passkeys where the pool allows them.
fn first_factors(pool: &PoolConfig) -> BTreeSet<FirstFactor> {
    let codes = pool.first_codes.iter().map(|contact| FirstFactor::of_contact(*contact));
    let passkey = pool.passkey_first.then_some(FirstFactor::WebAuthn);
    FirstFactor::PASSWORDS.into_iter().chain(codes).chain(passkey).collect()
}

fn mfa(pool: &PoolConfig) -> MfaRules {
    match pool.mfa {
        Mfa::Off => MfaRules::Off,
        Mfa::Optional => MfaRules::Optional(second_factors(pool)),
        Mfa::On => MfaRules::On(second_factors(pool)),
    }
}

/// The second factors that are switched on.
fn second_factors(pool: &PoolConfig) -> BTreeSet<SecondFactor> {
    let by_app = pool.mfa_factors.software_token == Some(true);
    let factors = [
        (SecondFactor::Sms, pool.mfa_by_text()),
        (SecondFactor::SoftwareToken, by_app),
        (SecondFactor::Email, pool.mfa_factors.email.is_some()),
    ];
    factors.into_iter().filter_map(|(factor, is_on)| is_on.then_some(factor)).collect()
}

fn only_recovery(setting: &RecoverySetting) -> Option<Contact> {
    match setting.rule() {
        Recovery::InOrder(contacts) if contacts.len() == 1 => contacts.first().copied(),
        Recovery::InOrder(_) | Recovery::PhoneFirst | Recovery::AdminOnly => None,
    }
}

const fn custom(functions: &TriggerFunctions) -> CustomTriggers {
    CustomTriggers {
        define: functions.define_auth_challenge.is_some(),
        create: functions.create_auth_challenge.is_some(),
        verify: functions.verify_auth_challenge_response.is_some(),
    }
}

const fn devices(config: DeviceConfig) -> DeviceRules {
    DeviceRules { replaces_mfa: config.challenge_required_on_new_device }
}

#[cfg(test)]
mod tests {
    use domain::user_pools::user_pool::{RecoveryBy, RecoveryWay};

    use super::*;

    #[test]
    fn a_contact_is_the_only_way_to_recover_an_account_if_no_other_is_named() {
        let only = |by: &[RecoveryBy]| {
            let ways = by.iter().zip(1..).map(|(by, priority)| RecoveryWay { by: *by, priority });
            only_recovery(&RecoverySetting(ways.collect()))
        };
        assert_eq!(only(&[RecoveryBy::Phone]), Some(Contact::Phone));
        assert_eq!(only(&[RecoveryBy::Email, RecoveryBy::Phone]), None);
        assert_eq!((only(&[]), only(&[RecoveryBy::Administrator])), (None, None));
    }
}
