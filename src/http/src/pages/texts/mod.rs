//! What the pages say. A language is one constant of [`Texts`], so that the compiler misses a sentence that was not translated.

mod choice;
mod de;
mod en;
mod es;
mod fr;
mod id;
mod it;
mod ja;
mod ko;
mod nl;
mod pt_br;
mod zh_cn;
mod zh_tw;

pub use choice::Language;

const SECONDS_PER_MINUTE: u32 = 60;
/// Waits up to this long are given in seconds.
const SECONDS_SHOWN_MAX: u32 = 90;

/// What the pages say in one language.
pub(crate) struct Texts {
    /// Before the title of a page with errors.
    pub(super) error: &'static str,
    /// Heading of the errors.
    pub(super) problem: &'static str,
    pub(super) or: &'static str,
    pub(super) proceed: &'static str,
    pub(super) language: &'static str,
    pub(super) continue_to: fn(&str) -> String,
    pub(super) continue_with: fn(&str) -> String,
    pub(super) continue_as: fn(&str) -> String,

    // Names of fields.
    pub(super) username: &'static str,
    pub(super) email: &'static str,
    pub(super) work_address: &'static str,
    pub(super) phone_number: &'static str,
    pub(super) email_or_phone: &'static str,
    pub(super) username_or_email: &'static str,
    pub(super) any_name: &'static str,
    pub(super) password: &'static str,
    pub(super) new_password: &'static str,
    pub(super) code: &'static str,
    pub(super) show_password: &'static str,
    pub(super) hide_password: &'static str,
    pub(super) name: &'static str,
    pub(super) given_name: &'static str,
    pub(super) family_name: &'static str,
    pub(super) middle_name: &'static str,
    pub(super) nickname: &'static str,
    pub(super) preferred_username: &'static str,
    pub(super) profile: &'static str,
    pub(super) picture: &'static str,
    pub(super) website: &'static str,
    pub(super) gender: &'static str,
    pub(super) birthdate: &'static str,
    pub(super) zoneinfo: &'static str,
    pub(super) locale: &'static str,
    pub(super) address: &'static str,
    pub(super) updated_at: &'static str,

    // Signing in.
    pub(super) sign_in: &'static str,
    pub(super) forgot_question: &'static str,
    pub(super) sign_up_question: &'static str,
    pub(super) sign_in_question: &'static str,
    pub(super) sign_up: &'static str,
    pub(super) back_to_sign_in: &'static str,
    pub(super) enter_password: &'static str,
    pub(super) change: &'static str,
    pub(super) another_account: &'static str,
    pub(super) welcome_back: &'static str,
    pub(super) choose_factor: &'static str,
    pub(super) another_way: &'static str,
    pub(super) by_passkey: &'static str,
    pub(super) by_email: &'static str,
    pub(super) by_sms: &'static str,
    pub(super) by_app: &'static str,
    pub(super) no_posts: &'static str,
    pub(super) find_provider: &'static str,

    // Passkeys.
    pub(super) sign_in_with_passkey: &'static str,
    pub(super) passkey_hint: &'static str,
    pub(super) needs_script: &'static str,
    pub(super) add_passkey: &'static str,
    pub(super) add_passkey_why: &'static str,
    pub(super) create_passkey: &'static str,
    pub(super) not_now: &'static str,

    // Codes and second factors.
    pub(super) enter_code: &'static str,
    pub(super) code_from_app: &'static str,
    pub(super) code_sent: &'static str,
    pub(super) code_sent_to: fn(&str) -> String,
    pub(super) remember_device: &'static str,
    pub(super) resend: &'static str,
    pub(super) resend_in: fn(&str) -> String,
    pub(super) select_mfa: &'static str,
    pub(super) set_up_mfa: &'static str,
    pub(super) set_up_mfa_why: &'static str,
    pub(super) mfa_address: &'static str,
    pub(super) set_up_app: &'static str,
    pub(super) scan: &'static str,
    pub(super) qr_code: &'static str,
    pub(super) key: &'static str,
    pub(super) code_of_app: &'static str,

    // New passwords.
    pub(super) choose_password: &'static str,
    pub(super) choose_password_why: &'static str,
    pub(super) save_password: &'static str,
    pub(super) forgot_why: &'static str,
    pub(super) send_code: &'static str,
    pub(super) password_must_have: &'static str,
    pub(super) policy_length: fn(u32) -> String,
    pub(super) policy_uppercase: &'static str,
    pub(super) policy_lowercase: &'static str,
    pub(super) policy_number: &'static str,
    pub(super) policy_symbol: &'static str,

    // Signing up.
    pub(super) create_account: &'static str,
    /// A sentence in five parts; the second and the fourth are links to the terms of use and the privacy policy.
    pub(super) terms: [&'static str; 5],
    pub(super) confirm_account: &'static str,
    pub(super) confirm_by_link: &'static str,
    pub(super) confirm: &'static str,

    // What has succeeded.
    pub(super) signed_out: &'static str,
    pub(super) code_resent: &'static str,
    pub(super) password_changed: &'static str,
    pub(super) account_confirmed: &'static str,
    pub(super) passkey_added: &'static str,

    // What has not.
    pub(super) went_wrong: &'static str,
    pub(super) bad_request: &'static str,
    pub(super) bad_saml: &'static str,
    pub(super) no_pages: &'static str,
    pub(super) wrong_credentials: &'static str,
    pub(super) account_disabled: &'static str,
    pub(super) not_confirmed: &'static str,
    pub(super) wrong_code: &'static str,
    pub(super) expired_code: &'static str,
    pub(super) not_delivered: &'static str,
    pub(super) too_many: &'static str,
    pub(super) too_many_in: fn(&str) -> String,
    pub(super) link_ended: &'static str,
    pub(super) sign_in_expired: &'static str,
    pub(super) form_expired: &'static str,
    pub(super) missing: &'static str,
    pub(super) invalid: &'static str,
    pub(super) name_taken: &'static str,
    pub(super) password_policy: &'static str,
    pub(super) password_used_before: &'static str,
    pub(super) password_breached: &'static str,
    pub(super) sign_up_closed: &'static str,
    pub(super) passkey_failed: &'static str,
    pub(super) provider_failed: &'static str,
    pub(super) unknown_domain: &'static str,
    pub(super) unavailable: &'static str,

    // Durations.
    pub(super) seconds: fn(u32) -> String,
    pub(super) minutes: fn(u32) -> String,
}

impl Texts {
    /// A wait in words.
    pub(super) fn wait(&self, seconds: u32) -> String {
        if seconds <= SECONDS_SHOWN_MAX {
            (self.seconds)(seconds)
        } else {
            (self.minutes)(seconds.div_ceil(SECONDS_PER_MINUTE))
        }
    }

    pub(super) fn too_many_for(&self, seconds: u32) -> String {
        (self.too_many_in)(&self.wait(seconds))
    }

    /// What a field for a user's attribute is called; the name itself for one that is not standard.
    pub(super) fn attribute<'a>(&'a self, name: &'a str) -> &'a str {
        match name {
            "name" => self.name,
            "given_name" => self.given_name,
            "family_name" => self.family_name,
            "middle_name" => self.middle_name,
            "nickname" => self.nickname,
            "preferred_username" => self.preferred_username,
            "profile" => self.profile,
            "picture" => self.picture,
            "website" => self.website,
            "email" => self.email,
            "phone_number" => self.phone_number,
            "gender" => self.gender,
            "birthdate" => self.birthdate,
            "zoneinfo" => self.zoneinfo,
            "locale" => self.locale,
            "address" => self.address,
            "updated_at" => self.updated_at,
            other => other,
        }
    }
}
