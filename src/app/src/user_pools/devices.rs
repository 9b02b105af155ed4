//! The devices of a user, as the user and administrators confirm, remember and forget them. What they mean to a sign-in is said in
//! `domain::user_pools::sign_in`.

use crypto::srp::Verifier;
use domain::{
    Moment, Personal, Secret,
    user_pools::{
        session::{OpenedDevice, Session},
        sign_in::DeviceId,
        user::{
            Device, DeviceVerifier, Profile, Refusal, User,
            commands::{ConfirmDevice, ForgetDevice, SetDeviceStatus},
        },
    },
};
use projections::Listed;

use crate::{
    Answer, Fault,
    kernel::{fault::failed, pages::ListOf},
    user_pools::{UserPools, bearer::Bearer, pools::OpenPool},
};

/// What a client says of the device that it confirms.
pub struct DeviceToConfirm {
    /// `DeviceKey`
    pub key: String,
    /// What the client calls it.
    pub name: Option<String>,
    /// The salt and the verifier by which it can prove itself.
    pub verifier: Option<(Vec<u8>, Vec<u8>)>,
}

/// A device as its user and administrators see it.
pub struct ShownDevice {
    /// `DeviceKey`
    pub key: String,
    /// The device.
    pub device: Device,
    /// The user name of its user, and the pool.
    pub owner: String,
    /// Its ARN.
    pub arn: String,
}

impl UserPools {
    /// Confirms the device whose key the sign-in of the token gave out. Replies whether the user must be asked before it is remembered.
    pub async fn confirm_device(
        &self,
        bearer: &Bearer,
        device: DeviceToConfirm,
        moment: &Moment,
    ) -> Answer<bool> {
        let session = self.look_at_session(&bearer.stream, bearer.claims.sign_in()).await?;
        let Session::Alive(session) = &*session else { return Err(Refusal::DeviceNotFound.into()) };
        let id = self.device_id(&bearer.pool, &device.key);
        let given_out = session.opened.device.filter(|given_out| given_out.id == id);
        let OpenedDevice { trust_epoch, .. } = given_out.ok_or(Refusal::DeviceNotFound)?;
        let asks_user = bearer.pool.config.devices.is_some_and(|rules| rules.only_remembered_on_user_prompt);
        let command = ConfirmDevice {
            device: id,
            name: Personal::Known(device.name.unwrap_or_default()),
            group_key: self.device_group_key(&bearer.pool, id),
            verifier: device.verifier.map(verifier).transpose()?,
            remembered: !asks_user,
            trust_epoch,
            signed_in_at: session.opened.auth_time,
        };
        self.core.directories.users.ask(&bearer.stream, command, moment).await.map_err(failed::<User>)?;
        Ok(asks_user)
    }

    /// A device of the user of a token. As at AWS, users see those that are remembered.
    pub fn own_device(&self, bearer: &Bearer, key: &str) -> Answer<ShownDevice> {
        let shown = self.device_of(&bearer.pool, bearer.user.profile()?, key)?;
        if shown.device.remembered { Ok(shown) } else { Err(Refusal::DeviceNotFound.into()) }
    }

    /// A device of a user, for an administrator.
    pub async fn admin_device(&self, pool_id: &str, username: &str, key: &str) -> Answer<ShownDevice> {
        let pool = self.pool(pool_id).await?;
        let (_, user) = self.existing(&pool, username).await?;
        self.device_of(&pool, user.profile()?, key)
    }

    fn device_of(&self, pool: &OpenPool, profile: &Profile, key: &str) -> Answer<ShownDevice> {
        let id = self.device_id(pool, key);
        Ok(self.shown_device(pool, profile.name()?, (id, profile.devices.get(id)?)))
    }

    fn shown_device(
        &self,
        pool: &OpenPool,
        username: &str,
        (id, device): (DeviceId, &Device),
    ) -> ShownDevice {
        let (key, owner) = (self.device_key(pool, id), format!("{username}.{}", pool.id));
        let arn = self.core.settings.device_arn(&pool.id, &owner, &key);
        ShownDevice { key, device: device.clone(), owner, arn }
    }

    /// The remembered devices of the user of a token.
    pub fn list_own_devices(
        &self,
        bearer: &Bearer,
        limit: u32,
        token: Option<&str>,
    ) -> Answer<Listed<ShownDevice>> {
        let list = ListOf::new("own devices", [bearer.pool.id.as_str(), bearer.stream.id.id()]);
        self.devices_of(&bearer.pool, bearer.user.profile()?, &list, (limit, token), |device| {
            device.remembered
        })
    }

    /// The devices of a user, for an administrator.
    pub async fn admin_list_devices(
        &self,
        pool_id: &str,
        username: &str,
        limit: u32,
        token: Option<&str>,
    ) -> Answer<Listed<ShownDevice>> {
        let pool = self.pool(pool_id).await?;
        let (stream, user) = self.existing(&pool, username).await?;
        let list = ListOf::new("devices", [pool.id.as_str(), stream.id.id()]);
        self.devices_of(&pool, user.profile()?, &list, (limit, token), |_| true)
    }

    /// A page of a user's devices. They are so few that the user itself is asked.
    fn devices_of(
        &self,
        pool: &OpenPool,
        profile: &Profile,
        list: &ListOf,
        (limit, token): (u32, Option<&str>),
        is_listed: impl Fn(&Device) -> bool,
    ) -> Answer<Listed<ShownDevice>> {
        let after = self.page_after(list, token)?.map(|after| self.device_id(pool, &after));
        let username = profile.name()?;
        let is_after = |id: DeviceId| after.is_none_or(|after| id > after);
        let shown = |device| self.shown_device(pool, username, device);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let listed = profile.devices.iter().filter(|(id, device)| is_after(*id) && is_listed(device));
        let mut rows: Vec<_> = listed.map(shown).take(limit.saturating_add(1)).collect();
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(|last| last.key.clone());
        self.core.sealer.with_next_page(list, Listed { rows, next })
    }

    /// The user says whether a device is remembered.
    pub async fn set_own_device_status(
        &self,
        bearer: &Bearer,
        key: &str,
        remembered: bool,
        moment: &Moment,
    ) -> Answer<()> {
        let command = SetDeviceStatus { device: self.device_id(&bearer.pool, key), remembered };
        self.core.directories.users.ask(&bearer.stream, command, moment).await.map_err(failed::<User>)
    }

    /// An administrator says whether a device of a user is remembered.
    pub async fn admin_set_device_status(
        &self,
        pool_id: &str,
        username: &str,
        key: &str,
        remembered: bool,
        moment: &Moment,
    ) -> Answer<()> {
        let device = self.device_id(&self.pool(pool_id).await?, key);
        self.command_user(pool_id, username, SetDeviceStatus { device, remembered }, moment).await
    }

    /// The user forgets a device.
    pub async fn forget_own_device(&self, bearer: &Bearer, key: &str, moment: &Moment) -> Answer<()> {
        let command = ForgetDevice { device: self.device_id(&bearer.pool, key) };
        self.core.directories.users.ask(&bearer.stream, command, moment).await.map_err(failed::<User>)
    }

    /// An administrator forgets a device of a user.
    pub async fn admin_forget_device(
        &self,
        pool_id: &str,
        username: &str,
        key: &str,
        moment: &Moment,
    ) -> Answer<()> {
        let device = self.device_id(&self.pool(pool_id).await?, key);
        self.command_user(pool_id, username, ForgetDevice { device }, moment).await
    }
}

/// The forms in which what a device proves itself by is kept. Leading zeros are taken off.
fn verifier((salt, verifier): (Vec<u8>, Vec<u8>)) -> Answer<DeviceVerifier> {
    let useless = |_| Fault::invalid("Invalid device secret verifier config.");
    let verifier = Verifier::from_bytes(&salt, &verifier).map_err(useless)?;
    Ok(DeviceVerifier {
        salt: Secret::Known(verifier.salt_hex()),
        verifier: Secret::Known(hex::encode(verifier.v())),
    })
}
