//! A user pool's schema grows. No attribute ever leaves it.

use crate::{
    Command, Decision, Moment,
    user_pools::user_pool::{CustomAttributesAdded, UserPool},
    values::schema::SchemaAttribute,
};

/// Adds attributes of the pool's own: all of them, or none.
#[derive(Clone, Debug)]
pub struct AddCustomAttributes {
    /// The attributes, by names without a prefix.
    pub attributes: Vec<SchemaAttribute>,
}

impl Command for AddCustomAttributes {
    type Aggregate = UserPool;
    type Reply = ();

    fn decide(&self, pool: &UserPool, moment: &Moment) -> Decision<Self> {
        let added = pool.present().and_then(|pool| Ok(pool.config.schema.added(self.attributes.clone())?));
        match added {
            Ok(attributes) => {
                Decision::accept([CustomAttributesAdded { attributes, at: moment.now }.into()], ())
            }
            Err(refusal) => Decision::refuse(refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        scenario::given,
        user_pools::user_pool::{
            PoolConfig, Updated, UserPoolEvent, UserPoolRefusal,
            testing::{created, deleted},
        },
        values::schema::{AttributeType, SchemaError},
    };

    fn attribute(name: &str) -> SchemaAttribute {
        SchemaAttribute {
            name: name.into(),
            kind: AttributeType::Boolean,
            mutable: true,
            required: false,
            developer_only: false,
        }
    }

    fn add(name: &str) -> AddCustomAttributes {
        AddCustomAttributes { attributes: vec![attribute(name)] }
    }

    fn added(name: &str) -> UserPoolEvent {
        CustomAttributesAdded { attributes: vec![attribute(name)], at: Timestamp::from_ms(0) }.into()
    }

    #[test]
    fn an_attribute_is_added_once() {
        given::<UserPool>([created()]).when(add("vip")).then([added("custom:vip")], Ok(()));
        let existing = SchemaError::Existing("custom:vip".to_owned());
        given::<UserPool>([created(), added("custom:vip")])
            .when(add("vip"))
            .then([], Err(UserPoolRefusal::Schema(existing)));
    }

    #[test]
    fn a_change_that_was_made_from_the_schema_before_is_refused() {
        let (from, to) = (PoolConfig::named("shop"), PoolConfig::named("store"));
        let update = crate::user_pools::user_pool::commands::UpdatePool { from, to };
        let past = [created(), added("custom:vip")];
        given::<UserPool>(past).when(update).then([], Err(UserPoolRefusal::Changed));
    }

    #[test]
    fn a_change_of_the_configuration_carries_the_schema_on() {
        let mut config = PoolConfig::named("store");
        config.schema.add(&[attribute("custom:vip")]);
        let updated = Updated { config: Box::new(config), at: Timestamp::from_ms(0) };
        let past = [created(), added("custom:vip"), updated.into()];
        let existing = SchemaError::Existing("custom:vip".to_owned());
        given::<UserPool>(past).when(add("vip")).then([], Err(UserPoolRefusal::Schema(existing)));
    }

    #[test]
    fn what_is_not_there_gets_no_attribute() {
        for past in [vec![], vec![created(), deleted()]] {
            given::<UserPool>(past).when(add("vip")).then([], Err(UserPoolRefusal::NotFound));
        }
    }
}
