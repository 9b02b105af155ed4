//! What there must be before anybody can call: an administrator's key.

use domain::{
    Moment, Secret,
    access_key::{self, AccessKey, commands::Create},
};

use crate::{Answer, App, fault::failed, ids};

/// Who owns the first keys, as ARNs end.
pub(crate) const ADMINISTRATOR: &str = "user/administrator";

/// An access key, whole.
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

impl App {
    /// Makes the administrator's key, unless there is one of that id.
    pub async fn keep_admin_key(&self, key: &AdminKey) -> Answer<()> {
        let moment = Moment::system("first start", self.clock().now(), ids::uuid().to_string());
        let stream = access_key::stream(&key.access_key_id);
        let known = self.directories.access_keys.look(&stream).await.map_err(failed::<AccessKey>)?;
        if *known != AccessKey::Absent {
            return Ok(());
        }
        let create = Create {
            secret: Secret::Known(key.secret_access_key.clone()),
            owner: self.settings.iam_arn(ADMINISTRATOR),
            administrator: true,
        };
        self.directories.access_keys.ask(&stream, create, &moment).await.map_err(failed::<AccessKey>)
    }
}
