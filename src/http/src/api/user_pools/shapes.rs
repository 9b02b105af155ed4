//! Between the app's values and the shapes of user pools, where several operations share them.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    Answer, Fault,
    user_pools::{
        links::ProviderUser, sign_in::AuthFactors, sign_up::Delivery, tokens::TokenSet, users::Shown,
    },
};
use domain::{Timestamp, values::contact::Contact};
use wire::cognito_idp::{
    AttributeType, AuthenticationResultType, CodeDeliveryDetailsType, NewDeviceMetadataType,
    ProviderUserIdentifierType, UserType,
};

use super::named::listed;

/// A moment on the wire.
pub(super) fn at(timestamp: Timestamp) -> wire::Timestamp {
    wire::Timestamp::from_millis(timestamp.ms())
}

/// Attributes as they were given; a name that comes twice is a mistake.
pub(super) fn values(attributes: Option<Vec<AttributeType>>) -> Answer<BTreeMap<String, String>> {
    let mut values = BTreeMap::new();
    for AttributeType { name, value } in attributes.unwrap_or_default() {
        if values.insert(name.clone(), value.unwrap_or_default()).is_some() {
            return Err(Fault::invalid(format!("Attribute {name} was given more than once.")));
        }
    }
    Ok(values)
}

/// `ValidationData`: what functions are told of a user who is to be made. Of a name that comes twice the last value counts.
pub(super) fn validation_data(data: Option<Vec<AttributeType>>) -> Option<BTreeMap<String, String>> {
    let pair = |AttributeType { name, value }| (name, value.unwrap_or_default());
    data.map(|data| data.into_iter().map(pair).collect())
}

/// A user's attributes, `sub` first.
pub(super) fn attributes(user: &Shown) -> Vec<AttributeType> {
    let sub = AttributeType { name: "sub".to_owned(), value: Some(user.sub.clone()) };
    let rest = user.attributes.iter();
    std::iter::once(sub)
        .chain(rest.map(|(name, value)| AttributeType { name: name.clone(), value: Some(value.clone()) }))
        .collect()
}

/// `ConfiguredUserAuthFactors` of a user.
pub(super) fn first_factors(factors: &AuthFactors) -> Vec<String> {
    factors.first.iter().map(|factor| factor.name().to_owned()).collect()
}

/// `UserMFASettingList` of a user; absent where nothing is switched on.
pub(super) fn active_factors(user: &Shown) -> Option<Vec<String>> {
    listed(user.mfa.active.iter().map(|factor| factor.name().to_owned()).collect())
}

/// `PreferredMfaSetting` of a user.
pub(super) fn preferred_factor(user: &Shown) -> Option<String> {
    user.mfa.preferred.map(|factor| factor.name().to_owned())
}

/// A user as lists show one.
pub(super) fn listed_user(user: &Shown) -> UserType {
    UserType {
        attributes: Some(attributes(user)),
        enabled: Some(user.enabled),
        mfa_options: None,
        user_create_date: Some(at(user.created_at)),
        user_last_modified_date: Some(at(user.modified_at)),
        user_status: Some(user.status.to_string()),
        username: Some(user.username.clone()),
    }
}

/// Where a code went.
pub(super) fn delivered(delivery: Delivery) -> CodeDeliveryDetailsType {
    CodeDeliveryDetailsType {
        attribute_name: Some(delivery.attribute.to_owned()),
        delivery_medium: Some(delivery.medium.to_owned()),
        destination: Some(delivery.destination),
    }
}

/// A member that the model does not require, and that the operation needs.
pub(super) fn given<T>(member: Option<T>, name: &str) -> Answer<T> {
    member.ok_or_else(|| Fault::invalid(format!("Missing required parameter {name}")))
}

/// A user as a provider knows one.
pub(super) fn provider_user(shape: ProviderUserIdentifierType) -> ProviderUser {
    ProviderUser {
        provider: shape.provider_name,
        claim: shape.provider_attribute_name,
        value: shape.provider_attribute_value,
    }
}

/// How many rows a page may have: 60, unless fewer are asked for.
pub(super) fn limit(given: Option<i32>) -> u32 {
    const PAGE_MAX: u32 = 60;
    given
        .and_then(|limit| u32::try_from(limit).ok())
        .filter(|limit| *limit > 0)
        .map_or(PAGE_MAX, |limit| limit.min(PAGE_MAX))
}

/// Tokens as the result of a sign-in or a refresh.
pub(super) fn result(tokens: TokenSet) -> AuthenticationResultType {
    AuthenticationResultType {
        access_token: Some(tokens.access_token),
        expires_in: i32::try_from(tokens.expires_in).ok(),
        id_token: Some(tokens.id_token),
        new_device_metadata: tokens.new_device.map(|device| NewDeviceMetadataType {
            device_group_key: Some(device.group_key),
            device_key: Some(device.key),
        }),
        refresh_token: tokens.refresh_token,
        token_type: Some("Bearer".to_owned()),
    }
}

/// The contacts of those attribute names that are contacts.
pub(super) fn contacts(names: Option<&Vec<String>>) -> BTreeSet<Contact> {
    names.into_iter().flatten().filter_map(|name| Contact::of_attribute(name)).collect()
}
