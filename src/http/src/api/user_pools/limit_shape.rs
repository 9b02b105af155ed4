//! Provisioned limits as requests name them and answers show them.

use app::{Answer, Fault, user_pools::provisioned_limits::LimitShown};
use wire::cognito_idp::{LimitDefinitionType, LimitType};

/// The attribute that names a category of operations.
const CATEGORY: &str = "Category";

/// The category that a definition names. `API_CATEGORY` is the only class of limits.
pub(super) fn category(definition: &LimitDefinitionType) -> Answer<&str> {
    let mut attributes = definition.attributes.iter();
    match (attributes.next(), attributes.next()) {
        (Some((name, category)), None) if name == CATEGORY => Ok(category),
        _ => Err(Fault::invalid("A limit of the class API_CATEGORY has the attribute Category alone.")),
    }
}

/// A limit, with the definition that named it.
pub(super) fn shown(limit_definition: LimitDefinitionType, limit: LimitShown) -> LimitType {
    let number = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
    LimitType {
        free_limit_value: number(limit.free),
        limit_definition,
        provisioned_limit_value: number(limit.provisioned),
    }
}
