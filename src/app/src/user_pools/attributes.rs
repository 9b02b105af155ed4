//! The attributes of a user that exists, as administrators write them.

use domain::{
    Command, Moment,
    user_pools::user::{Profile, commands::WriteAttributes},
    values::{attributes::Values, contact::Contact},
};

use crate::{
    Answer, Fault,
    user_pools::{UserPools, pools::OpenPool, sign_up::alias_taken},
};

impl UserPools {
    /// An administrator writes attributes; an empty value takes its attribute away.
    pub async fn admin_write_attributes(
        &self,
        pool_id: &str,
        username: &str,
        attributes: Values,
        moment: &Moment,
    ) -> Answer<()> {
        let pool = self.pool(pool_id).await?;
        let (stream, user) = self.existing(&pool, username).await?;
        let (schema, naming) = (pool.config.schema.clone(), pool.config.naming.clone());
        let write = WriteAttributes { attributes, schema, naming };
        // A caller's mistake is reported before what is not built.
        write.decide(&user, moment).reply?;
        refuse_what_needs_a_code(&pool, user.profile()?, &write.attributes)?;
        self.core.directories.users.ask(&stream, write, moment).await.map_err(alias_taken)
    }
}

/// An address that the pool verifies is sent a code when it changes, unless the administrator says whether it is verified. Such a code has
/// no operation to answer it yet.
fn refuse_what_needs_a_code(pool: &OpenPool, profile: &Profile, attributes: &Values) -> Answer<()> {
    let needs_code = |contact: &&Contact| {
        let new = attributes.get(contact.attribute()).filter(|value| !value.is_empty());
        new.is_some_and(|value| profile.attribute(contact.attribute()) != Some(value.as_str()))
            && !attributes.contains_key(contact.verified_attribute())
    };
    match pool.config.auto_verified.iter().find(needs_code) {
        Some(contact) => {
            let (address, flag) = (contact.attribute(), contact.verified_attribute());
            Err(Fault::not_implemented(&format!("UserAttributes {address} without {flag}")))
        }
        None => Ok(()),
    }
}
