//! What a pool, or a client for itself, wants to be done about risks, as administrators set it.

use domain::{
    Moment, Timestamp,
    user_pools::{
        client::{self, Client, commands::SetRiskRules as SetRiskRulesOfClient},
        user_pool::commands::SetRiskRules,
    },
    values::risk::{RiskRules, RiskSetting},
};

use crate::{
    Answer,
    kernel::fault::failed,
    user_pools::{UserPools, clients::OpenClient, pools::OpenPool},
};

/// What is set for a pool or a client.
pub struct RiskShown {
    /// The rules; nothing in them where nothing is set.
    pub rules: RiskRules,
    /// Since when, where something is set.
    pub modified_at: Option<Timestamp>,
}

impl RiskShown {
    fn of(setting: Option<&RiskSetting>) -> Self {
        let rules = setting.map(|setting| setting.rules.clone()).unwrap_or_default();
        Self { rules, modified_at: setting.map(|setting| setting.at) }
    }
}

impl UserPools {
    /// Sets the rules of a pool, or of one of its clients; rules with nothing in them take them away.
    pub async fn set_risk_rules(
        &self,
        pool_id: &str,
        client_id: Option<&str>,
        rules: RiskRules,
        moment: &Moment,
    ) -> Answer<RiskShown> {
        let pool = self.protected_pool(pool_id).await?;
        match client_id {
            None => self.ask_pool(pool_id, SetRiskRules { rules }, moment).await?,
            Some(client_id) => {
                let OpenClient { id, .. } = self.client_of(pool_id, client_id).await?;
                let (stream, set) = (client::stream(&pool.id, &id), SetRiskRulesOfClient { rules });
                let set = self.core.directories.clients.ask(&stream, set, moment).await;
                set.map_err(failed::<Client>)?;
            }
        }
        self.risk_rules(pool_id, client_id).await
    }

    /// The rules of a pool, or those that one of its clients has for itself.
    pub async fn risk_rules(&self, pool_id: &str, client_id: Option<&str>) -> Answer<RiskShown> {
        let pool = self.protected_pool(pool_id).await?;
        Ok(match client_id {
            None => RiskShown::of(pool.risk.as_ref()),
            Some(client_id) => RiskShown::of(self.client_of(pool_id, client_id).await?.risk.as_ref()),
        })
    }

    /// A pool whose threat protection is not off.
    pub(super) async fn protected_pool(&self, id: &str) -> Answer<OpenPool> {
        let pool = self.pool(id).await?;
        pool.check_protected()?;
        Ok(pool)
    }
}
