//! The making of an access key: at first start, or by `CreateAccessKey`.

use crate::{
    Command, Decision, Moment, Secret,
    account::access_key::{AccessKey, Created, Refusal},
};

/// Makes the key.
pub struct Create {
    /// The secret access key.
    pub secret: Secret<String>,
    /// ARN of the key's owner.
    pub owner: String,
    /// Whether its owner may do everything.
    pub administrator: bool,
}

impl Command for Create {
    type Aggregate = AccessKey;
    type Reply = ();

    fn decide(&self, key: &AccessKey, moment: &Moment) -> Decision<Self> {
        if *key != AccessKey::Absent {
            return Decision::refuse(Refusal::AlreadyExists);
        }
        let created = Created {
            secret: self.secret.clone(),
            owner: self.owner.clone(),
            administrator: self.administrator,
            at: moment.now,
        };
        Decision::accept([created.into()], ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Timestamp,
        account::access_key::{
            Holder,
            commands::cases::{OWNER, created, deleted, disabled},
        },
        scenario::given,
    };

    fn create() -> Create {
        Create { secret: Secret::Known("opens-doors".into()), owner: OWNER.into(), administrator: true }
    }

    #[test]
    fn a_key_is_made_once() {
        given([]).when(create()).then([created()], Ok(()));
        for past in [vec![created()], vec![created(), disabled()], vec![created(), deleted()]] {
            given(past).when(create()).then([], Err(Refusal::AlreadyExists));
        }
    }

    #[test]
    fn a_key_is_an_administrators_only_where_its_record_says_so() {
        let holder_is = |administrator, expected: Holder<'_>| {
            let create = Create { administrator, ..create() };
            let Decision { events, .. } =
                create.decide(&AccessKey::Absent, &Moment::system("test", Timestamp::default(), "r"));
            let AccessKey::Active(pair) = given::<AccessKey>(events).state() else { panic!("no key") };
            assert_eq!(pair.holder(), expected);
        };
        holder_is(true, Holder::Administrator { arn: OWNER });
        holder_is(false, Holder::User { arn: OWNER });
    }

    #[test]
    fn its_secret_is_marked_when_written_and_hidden_when_debugged() {
        let state = given::<AccessKey>([created()]).state();
        assert_eq!(
            serde_json::to_value(&state).unwrap()["Active"]["secret"],
            serde_json::json!({ "$secret": "opens-doors" })
        );
        assert!(!format!("{state:?}").contains("opens-doors"));
    }
}
