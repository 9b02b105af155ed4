//! What must exist before the first call: an administrator's key.

use domain::{
    Moment, Secret,
    account::access_key::{self, AccessKey, commands::Create},
};

use crate::{
    Answer, Fault,
    iam::Iam,
    kernel::{fault::failed, ids},
};

/// The owner of the first keys, in the form in which ARNs end.
pub(crate) const ADMINISTRATOR: &str = "user/administrator";

/// An access key with its secret.
pub struct AdminKey {
    /// `AKIA...`
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
}

impl AdminKey {
    /// A key made at random.
    pub fn random() -> Self {
        Self { access_key_id: ids::iam("AKIA"), secret_access_key: ids::secret_access_key() }
    }
}

impl Iam {
    /// Creates the administrator's key, unless it exists. If the log holds a key of that id with another secret, or disabled or deleted,
    /// that is a fault: the given key could not sign.
    pub async fn keep_admin_key(&self, key: &AdminKey) -> Answer<()> {
        let moment = Moment::system("first start", self.core.clock().now(), ids::uuid().to_string());
        let stream = access_key::stream(&key.access_key_id);
        let known = self.core.directories.access_keys.look(&stream).await.map_err(failed::<AccessKey>)?;
        match &*known {
            AccessKey::Absent => {}
            AccessKey::Active(pair) if pair.secret.known() == Some(&key.secret_access_key) => return Ok(()),
            AccessKey::Active(_) => return Err(unusable(&key.access_key_id, "is known with another secret")),
            AccessKey::Disabled(_) => return Err(unusable(&key.access_key_id, "is disabled")),
            AccessKey::Deleted => return Err(unusable(&key.access_key_id, "was deleted")),
        }
        let create = Create {
            secret: Secret::Known(key.secret_access_key.clone()),
            owner: self.core.settings.iam_arn(ADMINISTRATOR),
            administrator: true,
        };
        self.core.directories.access_keys.ask(&stream, create, &moment).await.map_err(failed::<AccessKey>)
    }
}

fn unusable(access_key_id: &str, why: &str) -> Fault {
    Fault::invalid(format!(
        "the administrator's access key {access_key_id} {why}: it would sign nothing; give another id, or the secret that it has"
    ))
}
