"""Every address and what each role gets there. How to read it: `rows_of` in doors.py.

`oak` and `elm` are the cases of somebody's own school, for which they are silent (Ben and Dora for
Oak's, Sue for Elm's); `south` and `yew` are foreign to North.
"""

TABLE = """
core:health core:help core:accessibility core:privacy
    GET shown: out else shown
    POST no_method: out else no_method
account_reset_password
    GET+POST shown: out else shown

# Signing in and one's own account: the same for everybody who is signed in.
account_login
    GET+POST shown: out else done
account_logout
    GET done: out else shown
    POST done: out else done
account_inactive account_reset_password_done account_reset_password_from_key_done
account_email_verification_sent
    GET shown: out else shown
    POST no_method: out else no_method
account_reset_password_from_key
    GET none,none shown: out else shown  # says that the link no longer works
    POST none,none shown: out else shown
account_confirm_email
    GET none shown: out else shown
    POST none hidden: out else hidden
account_reauthenticate mfa_reauthenticate
    GET+POST else refused  # nothing to ask again of somebody without password and app
account_change_password
    GET+POST else done  # to set the first one
account_email
    GET else shown
    POST else done
mfa_authenticate
    GET+POST else done
mfa_view_recovery_codes
    GET else hidden
    POST else no_method
mfa_generate_recovery_codes
    GET+POST else shown
mfa_download_recovery_codes
    GET+POST else hidden
accounts:account
    GET else shown
    POST else no_method
accounts:second_factor account_set_password
    GET+POST else shown
accounts:codes_saved
    GET else no_method
    POST else done
accounts:kept
    GET+POST none else hidden
accounts:accept
    GET+POST hidden: out else hidden
accounts:invitation
    GET none done: out else done
    POST none no_method: out else no_method

# People: administrators alone. To others their pages do not exist.
accounts:people
    GET shown: administrators else hidden
    POST else no_method
accounts:invite
    GET+POST shown: administrators else hidden
accounts:person
    GET mia shown: administrators else hidden
    POST mia else no_method
accounts:reset_second_factor
    GET+POST mia shown: administrators else hidden
accounts:close accounts:reopen accounts:invite_again accounts:withdraw_invitation
    GET mia shown: administrators else hidden
    POST mia done: administrators else hidden

# Clusters: to those outside they do not exist; who belongs reads; who manages sets up.
clusters:index clusters:own
    GET else shown
    POST else no_method
clusters:create
    GET+POST shown: administrators else refused
clusters:about
    GET north hidden: not_of_north else shown
    GET south shown: asha dev sam finn yan administrators else hidden
    POST north else no_method
    POST south else no_method
clusters:setup clusters:schools clusters:find_school clusters:people clusters:rules
    GET north shown: north_manages hidden: not_of_north else refused
    GET south shown: sam administrators refused: asha dev finn yan else hidden
    POST north else no_method
    POST south else no_method
clusters:rename clusters:choose_kind clusters:choose_school clusters:choose_preset
clusters:add_panel
    GET+POST north shown: north_manages hidden: not_of_north else refused
    GET+POST south shown: sam administrators refused: asha dev finn yan else hidden
clusters:calendar
    GET north done: north_manages hidden: not_of_north else refused  # to this year's
    GET south done: sam administrators refused: asha dev finn yan else hidden
    POST north else no_method
    POST south else no_method
clusters:year
    GET north,this shown: north_manages hidden: not_of_north else refused
    GET south,this shown: sam administrators refused: asha dev finn yan else hidden
    POST north,this else no_method
    POST south,this else no_method
clusters:terms
    GET+POST north,this shown: north_manages hidden: not_of_north else refused
    GET+POST south,this shown: sam administrators refused: asha dev finn yan else hidden
clusters:suggest_panels
    GET+POST north,this shown: north_manages hidden: not_of_north else refused
    GET+POST south,this shown: sam administrators refused: asha dev finn yan else hidden
clusters:give_office
    GET+POST north,clerk shown: north_manages hidden: not_of_north else refused
    GET+POST south,clerk shown: sam administrators refused: asha dev finn yan else hidden
clusters:change_rules
    GET+POST north,conflicts shown: north_manages hidden: not_of_north else refused
    GET+POST south,conflicts shown: sam administrators refused: asha dev finn yan else hidden
clusters:apply_preset
    GET north,wells shown: north_manages hidden: not_of_north else refused
    POST north,wells done: north_manages hidden: not_of_north else refused
    GET south,wells shown: sam administrators refused: asha dev finn yan else hidden
    POST south,wells done: sam administrators refused: asha dev finn yan else hidden
clusters:add_school
    GET+POST north,yew shown: north_manages hidden: not_of_north else refused
    GET+POST south,oak shown: sam administrators refused: asha dev finn yan else hidden
clusters:end_membership
    GET+POST north,north_oak_school shown: north_manages hidden: not_of_north else refused
    GET+POST north,south_yew_school hidden: north_manages not_of_north else refused
    GET+POST south,south_yew_school shown: sam administrators refused: asha dev finn yan else hidden
clusters:end_office clusters:cover
    GET+POST north,dana shown: north_manages hidden: not_of_north else refused
    GET+POST north,carol shown: cleo administrators hidden: not_of_north else refused  # her own
    GET+POST north,sam hidden: north_manages not_of_north else refused
    GET+POST south,sam shown: administrators refused: asha dev finn yan sam else hidden
clusters:move_panel
    GET+POST north,north_later shown: north_manages hidden: not_of_north else refused
    GET+POST north,south_later hidden: north_manages not_of_north else refused
    GET+POST south,south_later shown: sam administrators refused: asha dev finn yan else hidden
panels:cancel_panel
    GET north,north_later shown: north_manages hidden: not_of_north else refused
    POST north,north_later done: north_manages hidden: not_of_north else refused
    GET+POST north,south_later hidden: north_manages not_of_north else refused
    GET south,south_later shown: sam administrators refused: asha dev finn yan else hidden
clusters:authorities
    GET shown: administrators lois else refused
    POST else no_method
clusters:authority
    GET ours shown: administrators lois else refused
    POST ours else no_method
clusters:appoint_officer
    GET+POST ours shown: administrators else refused
clusters:end_officer
    GET+POST ours,lois shown: administrators else refused  # nobody ends their own
clusters:add_authority_panel
    GET+POST ours shown: administrators lois else refused
clusters:move_authority_panel
    GET+POST ours,ours shown: administrators lois else refused
clusters:cancel_authority_panel
    GET ours,ours shown: administrators lois else refused
    POST ours,ours done: administrators lois else refused
clusters:posts  # schools are a public register; who works there is not
    GET oak shown: ben carol cleo administrators else refused
    GET yew shown: sam administrators else refused
    POST oak else no_method
clusters:give_post
    GET+POST oak shown: ben carol cleo administrators else refused
    GET+POST yew shown: sam administrators else refused
clusters:end_post
    GET+POST olive refused: olive shown: ben carol cleo administrators else hidden
    GET+POST ben refused: ben shown: carol cleo administrators else hidden  # his own
    GET+POST yan refused: yan shown: sam administrators else hidden

# The school's door.
reports:home reports:search funding:applications funding:to_sign panels:checks panels:meetings
    GET else shown
    POST else no_method
funding:start
    GET+POST else shown
funding:application
    GET oak shown: olive ben else hidden
    GET draft shown: olive ben kit else hidden
    GET elm shown: elsa sue else hidden
    GET yew shown: yan else hidden
    POST oak else no_method
    POST yew else no_method
funding:pupils funding:costs funding:outcomes
    GET+POST oak refused: olive ben else hidden  # submitted
    GET+POST draft shown: olive ben kit else hidden
    GET+POST returned shown: olive ben else hidden
    GET+POST yew refused: yan else hidden
funding:section
    GET+POST oak,reasons refused: olive ben else hidden
    GET draft,reasons shown: olive ben kit else hidden
    POST draft,reasons done: olive ben kit else hidden  # a part may be left empty for now
    GET+POST returned,request shown: olive ben else hidden
    GET+POST yew,request refused: yan else hidden
funding:cost funding:outcome
    GET+POST draft,draft shown: olive ben kit else hidden
    GET returned,draft else hidden
    POST returned,draft removed: olive ben else hidden  # what was typed is kept
    GET+POST yew,draft refused: yan else hidden
funding:share
    GET+POST oak refused: olive ben else hidden  # submitted
    GET+POST draft shown: olive ben refused: kit else hidden
    GET+POST yew refused: yan else hidden
funding:end_share
    GET draft,kit shown: olive ben refused: kit else hidden
    POST draft,kit done: olive ben refused: kit else hidden
    GET+POST draft,nora refused: kit else hidden
    GET+POST yew,kit refused: yan else hidden
funding:ask_to_sign
    GET draft else no_method
    GET yew else no_method
    POST oak refused: olive ben else hidden
    POST draft done: olive ben refused: kit else hidden
    POST yew refused: yan else hidden
funding:sign
    GET+POST oak refused: olive ben else hidden
    GET draft shown: ben refused: olive kit else hidden
    POST draft done: ben refused: olive kit else hidden  # back to read it: nothing was read
    GET+POST yew refused: yan else hidden
funding:send_back
    GET draft else no_method
    GET yew else no_method
    POST oak refused: olive ben else hidden
    POST draft shown: ben refused: olive kit else hidden
    POST yew refused: yan else hidden
funding:withdraw
    GET oak shown: olive ben else hidden
    POST oak done: olive ben else hidden
    GET draft shown: olive ben refused: kit else hidden
    GET yew shown: yan else hidden
    POST yew done: yan else hidden
funding:pupil
    GET draft,draft shown: olive ben kit else hidden
    POST draft,draft done: olive ben kit else hidden
    GET returned,draft else hidden
    POST returned,draft removed: olive ben else hidden  # what was typed is kept
    GET+POST yew,draft refused: yan else hidden
funding:remove_pupil funding:remove_cost funding:remove_outcome
    GET draft,draft shown: olive ben kit else hidden
    POST draft,draft done: olive ben kit else hidden
    GET+POST returned,draft else hidden
    GET+POST yew,draft refused: yan else hidden
funding:letter funding:letter_file funding:family_letter funding:family_letter_file
    GET oak_told,told shown: olive ben else hidden
    GET oak,told else hidden
    GET yew,told else hidden
    POST oak_told,told else no_method
    POST yew,told else no_method
panels:questions
    GET oak shown: olive ben else hidden
    GET yew shown: yan else hidden
    POST oak else no_method
    POST yew else no_method
panels:answer_question
    GET+POST oak_waiting,open shown: olive ben else hidden
    GET+POST oak,answered refused: olive ben else hidden
    GET+POST yew,open else hidden
panels:submit
    GET+POST oak refused: olive ben else hidden
    GET draft shown: olive ben refused: kit else hidden
    POST draft done: olive ben refused: kit else hidden
    GET+POST yew refused: yan else hidden

# Impact: figures for officers, panel members, heads, governors and the authority, the same for all.
reports:impact
    GET done: north_runs mia sue dora gil fay dev sam finn else shown  # of one cluster
    POST else no_method
reports:impact_of
    GET north shown: sees_north hidden: out_of_north else refused
    GET south shown: asha dev sam finn lois refused: yan administrators else hidden
    POST north else no_method
    POST south else no_method
reports:impact_year reports:impact_csv
    GET north,counted shown: sees_north hidden: out_of_north else refused
    GET south,counted shown: asha dev sam finn lois refused: yan administrators else hidden
    POST north,counted else no_method
    POST south,counted else no_method

# Mail that did not arrive: to the clerk and the cluster SENCO, of a case (Elm's) to the free alone;
# what belongs to no cluster to the administrators.
reports:lost_mail
    GET north shown: carol cleo hidden: out_of_north else refused
    GET south shown: sam refused: asha dev finn yan lois administrators else hidden
    POST north else no_method
    POST south else no_method
reports:lost_mail_of_site
    GET shown: administrators else hidden
    POST else no_method
reports:print_mail reports:mail_file
    GET north shown: carol cleo else hidden
    GET elm shown: carol else hidden
    GET south shown: sam else hidden
    GET site refused: administrators else hidden  # its private link is erased
    POST north else no_method
    POST south else no_method
reports:send_again
    POST north done: carol cleo else hidden
    POST elm done: carol else hidden
    POST south done: sam else hidden
    POST site refused: administrators else hidden
    GET north else no_method
    GET south else no_method
reports:settle_mail
    POST north done: carol cleo else hidden
    POST elm done: carol else hidden
    POST south done: sam else hidden
    POST site done: administrators else hidden
    GET north else no_method
    GET south else no_method

# Its annual report: released to the same readers, a draft to who runs the cluster's meetings.
reports:annual
    GET north,counted shown: sees_north hidden: out_of_north else refused
    GET south,counted shown: asha dev sam finn lois refused: yan administrators else hidden
    POST north,counted else no_method
    POST south,counted else no_method
reports:begin_annual  # back to the page, with why not for who does not write it
    POST north,counted done: sees_north hidden: out_of_north else refused
    POST south,counted done: asha dev sam finn lois refused: yan administrators else hidden
    GET north,counted else no_method
    GET south,counted else no_method
reports:annual_words
    GET north,counted,introduction shown: north_runs hidden: out_of_north else refused
    POST north,counted,introduction done: north_runs hidden: out_of_north else refused
    GET south,counted,introduction shown: dev sam refused: writes_not_in_south else hidden
    POST south,counted,introduction done: dev sam refused: writes_not_in_south else hidden
reports:make_annual reports:cancel_annual
    POST north,counted done: north_runs hidden: out_of_north else refused
    POST south,counted done: dev sam refused: writes_not_in_south else hidden
    GET north,counted else no_method
    GET south,counted else no_method
reports:annual_page reports:annual_file
    GET north,counted,north shown: sees_north hidden: out_of_north else refused
    GET north,counted,north_draft shown: north_runs refused: no_figures else hidden
    GET north,counted,south refused: no_figures else hidden
    GET south,counted,south shown: asha dev sam finn lois refused: yan administrators else hidden
    POST north,counted,north else no_method
    POST south,counted,south else no_method
reports:release_annual
    GET north,counted,north_draft shown: ben carol refused: dana cleo no_figures else hidden
    POST north,counted,north_draft done: ben carol refused: dana cleo no_figures else hidden
    GET+POST north,counted,north hidden: out_of_north else refused  # released already
    GET+POST south,counted,south refused: asha dev sam finn lois yan administrators else hidden

# Money: the fund to its officers and members, its ledger and awards to the officers, payments to
# the finance officer. A school reads its own awards. Asha, Ben, Dora and Sue await outcomes.
funding:funds funding:awards funding:awards_csv funding:release_queue
    GET else shown
    POST else no_method
funding:set_up_fund
    GET+POST north shown: carol cleo fay hidden: not_of_north else refused
    GET+POST south shown: sam finn refused: asha dev yan administrators else hidden
funding:fund
    GET north shown: north_table fay gil hidden: ada else hidden
    GET south shown: asha dev sam finn else hidden
    POST north else no_method
    POST south else no_method
funding:ledger funding:ledger_csv
    GET north shown: north_runs fay refused: mia sue dora asha gil else hidden
    GET south shown: dev sam finn refused: asha else hidden
    POST north else no_method
    POST south else no_method
funding:money_in funding:open_balance funding:open_award funding:opening_file
    GET+POST north shown: fay refused: north_runs mia sue dora asha gil else hidden
    GET+POST south shown: finn refused: asha dev sam else hidden
funding:opening
    GET north shown: fay refused: north_runs mia sue dora asha gil else hidden
    GET south shown: finn refused: asha dev sam else hidden
    POST north else no_method
    POST south else no_method
funding:take_file
    GET north else no_method
    GET south else no_method
    POST north done: fay refused: north_runs mia sue dora asha gil else hidden  # nothing in it
    POST south done: finn refused: asha dev sam else hidden
funding:correct
    GET+POST north,north shown: fay refused: north_runs mia sue dora asha gil else hidden
    GET+POST north,kept hidden: fay refused: north_runs mia sue dora asha gil else hidden
    GET+POST south,south shown: finn refused: asha dev sam else hidden
    GET+POST north,south hidden: fay refused: north_runs mia sue dora asha gil else hidden
funding:award
    GET elm shown: north_runs fay elsa sue else hidden
    GET oak shown: north_runs fay olive else hidden
    GET yew shown: dev sam finn yan else hidden
    POST elm else no_method
    POST yew else no_method
funding:remittance funding:remittance_file
    GET paid shown: north_runs fay olive else hidden
    GET due refused: north_runs fay elsa sue else hidden  # not paid yet
    GET yew refused: dev sam finn yan else hidden
    POST paid else no_method
    POST yew else no_method
funding:return_unspent
    GET+POST elm shown: fay refused: north_runs elsa sue else hidden  # nothing was paid of it
    GET oak shown: fay refused: north_runs olive else hidden
    POST oak done: fay refused: north_runs olive else hidden
    GET+POST yew shown: finn refused: dev sam yan else hidden
funding:stop_award
    GET+POST elm shown: fay carol refused: ben dana cleo elsa sue else hidden
    GET+POST yew shown: finn sam refused: dev yan else hidden

# Evaluations: the school writes; once one is sent the panel reads, but its silent observers (Mia
# for Elm's, Dev for Yew's); the other officers see no more than that it is there.
funding:evaluations
    GET else shown
    POST else no_method
funding:evaluation
    GET elm shown: elsa sue ben dana carol asha dora refused: cleo fay else hidden
    GET oak shown: olive ben refused: dana carol cleo fay else hidden
    GET yew shown: yan asha sam refused: dev finn else hidden
    POST elm else no_method
    POST yew else no_method
funding:evaluation_part
    GET oak,learnt shown: olive ben refused: dana carol cleo fay else hidden
    POST oak,learnt done: olive ben refused: dana carol cleo fay else hidden
    GET+POST elm,learnt refused: elsa sue north_runs asha dora fay else hidden  # sent
    GET+POST yew,learnt refused: yan asha dev sam finn else hidden
funding:evaluation_outcomes
    GET+POST oak refused: dana carol cleo fay else hidden  # none were hoped for
    GET+POST elm refused: elsa sue north_runs asha dora fay else hidden
    GET+POST yew refused: yan asha dev sam finn else hidden
funding:evaluation_progress
    GET+POST oak shown: olive ben refused: dana carol cleo fay else hidden
    GET+POST elm refused: elsa sue north_runs asha dora fay else hidden
    GET+POST yew refused: yan asha dev sam finn else hidden
funding:remove_progress
    POST oak,oak done: olive ben refused: dana carol cleo fay else hidden
    POST elm,oak refused: elsa sue north_runs asha dora fay else hidden
    POST yew,oak refused: yan asha dev sam finn else hidden
    GET oak,oak else no_method
    GET yew,oak else no_method
funding:send_evaluation
    POST oak done: olive ben refused: dana carol cleo fay else hidden  # back: a thing is missing
    POST elm refused: elsa sue north_runs asha dora fay else hidden
    POST yew refused: yan asha dev sam finn else hidden
    GET oak else no_method
    GET yew else no_method
funding:sign_evaluation
    POST oak refused: olive north_runs fay else hidden
    POST elm refused: elsa sue north_runs asha dora fay else hidden  # North asks for no signature
    POST yew refused: yan asha dev sam finn else hidden
    GET elm else no_method
    GET yew else no_method
funding:reopen_evaluation
    POST oak refused: olive north_runs fay else hidden
    POST elm shown: carol refused: elsa sue ben dana cleo asha dora fay else hidden
    POST yew shown: sam refused: yan asha dev finn else hidden
    GET elm else no_method
    GET yew else no_method
funding:remind_school
    POST oak done: north_runs refused: olive fay else hidden
    POST elm refused: elsa sue north_runs asha dora fay else hidden
    POST yew refused: yan asha dev sam finn else hidden
    GET oak else no_method
    GET yew else no_method
funding:release_review funding:release
    GET else no_method
    POST else shown  # nothing is ticked
funding:hold
    GET due shown: fay carol refused: ben dana cleo else hidden
    POST due done: fay carol refused: ben dana cleo else hidden
    GET+POST held refused: north_runs fay else hidden
    GET yew shown: finn sam refused: dev else hidden
    POST yew done: finn sam refused: dev else hidden
funding:end_hold
    POST held done: fay carol refused: ben dana cleo else hidden
    POST due refused: north_runs fay else hidden
    POST yew refused: finn sam dev else hidden
    GET held else no_method
    GET yew else no_method
funding:countersign
    GET waiting shown: ben dana carol cleo refused: fay else hidden
    POST waiting done: ben dana carol cleo refused: fay else hidden
    GET+POST due refused: north_runs fay else hidden
    GET+POST yew refused: finn sam dev else hidden
funding:take_back
    POST waiting done: fay refused: north_runs else hidden
    POST due refused: north_runs fay else hidden
    POST yew refused: finn sam dev else hidden
    GET waiting else no_method
    GET yew else no_method

# The panel's door: who runs the meetings checks and lists, unless silent or unanswered.
panels:check
    GET oak_waiting shown: north_runs ian else hidden
    GET elm_ready shown: north_runs else hidden
    GET yew_waiting shown: dev sam else hidden
    POST oak_waiting else no_method
    POST yew_waiting else no_method
panels:answer_check
    POST oak_waiting refused: ben done: dana carol cleo ian else hidden
    POST elm_ready done: north_runs else hidden
    POST yew_waiting done: dev sam else hidden
    GET oak_waiting else no_method
    GET yew_waiting else no_method
panels:declare_on_check
    GET oak_waiting refused: ben shown: dana carol cleo ian else hidden
    POST oak_waiting refused: ben done: dana carol cleo ian else hidden
    GET yew_waiting shown: dev sam else hidden
    POST yew_waiting done: dev sam else hidden
panels:find_ready
    POST oak_waiting done: dana refused: ben carol cleo ian else hidden  # they have not answered
    POST oak refused: north_runs else hidden  # checked already
    POST yew_waiting refused: dev done: sam else hidden
    GET oak_waiting else no_method
    GET yew_waiting else no_method
panels:return_to_school
    POST oak_waiting done: dana refused: ben carol cleo ian else hidden
    POST oak refused: north_runs else hidden
    POST yew_waiting refused: dev done: sam else hidden
    GET oak_waiting else no_method
    GET yew_waiting else no_method
panels:call_meeting
    POST north_later done: north_runs hidden: not_of_north else refused
    POST south_later done: dev sam refused: asha finn yan administrators else hidden
    GET north_later else no_method
    GET south_later else no_method
panels:meeting
    GET north shown: north_table else hidden
    GET south shown: asha dev sam else hidden
    POST north else no_method
    POST south else no_method
panels:answer_all
    POST north done: north_table else hidden
    POST south done: asha dev sam else hidden
    GET north else no_method
    GET south else no_method
panels:add_item
    POST north,elm_ready done: north_runs refused: sue mia dora asha ada else hidden
    POST north,oak_waiting refused: north_table else hidden  # nobody has checked it
    POST north,yew_waiting refused: sue mia dora asha ada else hidden
    POST south,yew_waiting refused: asha dev sam else hidden
    GET north,elm_ready else no_method
    GET south,yew_waiting else no_method
panels:give_seat
    GET+POST north shown: north_runs refused: sue mia dora asha ada else hidden
    GET+POST south shown: dev sam refused: asha else hidden
panels:take_seat_away
    GET north,asha shown: north_runs refused: sue mia dora asha ada else hidden
    POST north,asha done: north_runs refused: sue mia dora asha ada else hidden
    GET north,dana shown: ben carol cleo refused: dana sue mia dora asha ada else hidden  # her own
    GET+POST south,mia refused: asha else hidden

panels:name_checker
    GET+POST oak_waiting shown: north_runs refused: ian else hidden
    GET+POST oak refused: north_runs else hidden  # checked already
    GET+POST yew_waiting shown: dev sam else hidden
panels:ask
    GET+POST oak_waiting shown: dana refused: ben carol cleo ian else hidden
    GET+POST oak shown: dana carol refused: ben cleo else hidden
    GET+POST yew_waiting shown: sam refused: dev else hidden

# The meeting as it goes: those who run it, the silent too, by its lines.
panels:arrange
    GET north refused: north_table else hidden  # it has started
    GET coming shown: north_runs refused: sue mia dora asha ada else hidden
    GET south refused: asha dev sam else hidden
    POST coming else no_method
    POST south else no_method
panels:move_up panels:take_off panels:set_minutes
    POST north,oak refused: north_table else hidden
    POST coming,elm_coming done: north_runs refused: sue mia dora asha ada else hidden
    POST coming,oak hidden: north_runs refused: sue mia dora asha ada else hidden
    POST south,yew refused: asha dev sam else hidden
    GET coming,elm_coming else no_method
    GET south,yew else no_method
panels:attendance
    GET+POST north shown: north_runs refused: sue mia dora asha ada else hidden
    GET+POST south shown: dev sam refused: asha else hidden
panels:answers_aloud
    GET north shown: north_runs refused: sue mia dora asha ada else hidden
    POST north done: north_runs refused: sue mia dora asha ada else hidden
    GET south shown: dev sam refused: asha else hidden
    POST south done: dev sam refused: asha else hidden
panels:room
    GET north shown: north_table else hidden
    GET south shown: asha dev sam else hidden
    POST north else no_method
    POST south else no_method
panels:publish
    GET north shown: north_runs refused: sue mia dora asha ada else hidden
    POST north done: north_runs refused: sue mia dora asha ada else hidden
    GET+POST coming refused: north_table else hidden
    GET south shown: dev sam refused: asha else hidden
    POST south done: dev sam refused: asha else hidden
panels:pack panels:pack_page
    GET north shown: north_table else hidden
    GET coming shown: north_table else hidden
    GET south shown: asha dev sam else hidden
    POST north else no_method
    POST south else no_method
panels:pack_file  # made for Dana and for Dev; Sam alone may read just the same
    GET north shown: dana done: ben carol cleo mia sue dora asha ada else hidden
    GET coming done: north_table else hidden  # not made
    GET south shown: dev sam done: asha else hidden
    POST north else no_method
    POST south else no_method
panels:make_pack panels:cancel_pack
    POST north done: north_table else hidden
    POST south done: asha dev sam else hidden
    GET north else no_method
    GET south else no_method
panels:minutes panels:minutes_file
    GET before shown: north_table else hidden  # approved
    GET north shown: north_table else hidden
    GET coming refused: north_table else hidden  # not started
    GET south shown: asha dev sam else hidden
    POST north else no_method
    POST south else no_method
panels:approve_minutes
    GET+POST before refused: north_table else hidden  # approved already
    GET+POST north refused: north_table else hidden  # not all published
    GET+POST south refused: asha dev sam else hidden
panels:turn_to
    POST north,oak done: north_runs refused: sue mia dora asha ada else hidden
    POST coming,oak hidden: north_runs refused: sue mia dora asha ada else hidden
    POST south,yew done: dev sam refused: asha else hidden
    GET north,oak else no_method
    GET south,yew else no_method
panels:live
    GET oak shown: dana carol mia refused: ben cleo sue dora asha ada ian else hidden
    GET elm shown: dana carol refused: ben cleo sue mia dora asha ada else hidden
    GET yew shown: dev sam refused: asha else hidden
    POST oak else no_method
    POST yew else no_method
panels:decide
    GET+POST oak,award shown: dana carol refused: ben cleo sue mia dora asha ada ian else hidden
    GET+POST oak_told,award refused: north_table else hidden  # published
    GET+POST elm_coming,defer refused: north_table else hidden  # not started
    GET+POST yew,award shown: dev sam refused: asha else hidden
panels:letter
    GET oak shown: dana carol refused: ben cleo sue mia dora asha ada ian else hidden
    POST oak done: dana carol refused: ben cleo sue mia dora asha ada ian else hidden
    GET elm refused: north_table else hidden  # nothing is decided
    GET yew shown: dev sam refused: asha else hidden
    POST yew done: dev sam refused: asha else hidden
panels:correct
    GET+POST oak_told shown: dana refused: ben carol cleo sue mia dora asha ada else hidden
    GET+POST oak refused: north_table ian else hidden  # not published
    GET+POST yew refused: asha dev sam else hidden
panels:chair panels:invite panels:answer_aloud
    GET+POST oak shown: dana carol refused: ben cleo sue mia dora asha ada ian else hidden
    GET+POST oak_told refused: north_table else hidden  # published
    GET+POST yew shown: dev sam refused: asha else hidden

# One item: its line for the table, its papers for the free, the panel's side for who decides.
panels:item
    GET oak shown: north_table ian else hidden
    GET elm shown: north_table else hidden
    GET yew shown: asha dev sam else hidden
    POST oak else no_method
    POST yew else no_method
panels:answer_item
    POST oak refused: ben dora done: dana carol cleo mia sue asha ada ian else hidden
    POST elm refused: sue done: ben dana carol cleo mia dora asha ada else hidden
    POST yew done: asha dev sam else hidden
    GET oak else no_method
    GET yew else no_method
panels:declare_on_item
    GET oak refused: ben dora shown: dana carol cleo mia sue asha ada ian else hidden
    POST oak refused: ben dora done: dana carol cleo mia sue asha ada ian else hidden
    GET elm refused: sue shown: ben dana carol cleo mia dora asha ada else hidden
    GET yew shown: asha dev sam else hidden
    POST yew done: asha dev sam else hidden
panels:score panels:vote panels:note
    POST oak done: dana carol mia refused: ben sue cleo dora asha ada ian else hidden
    POST elm done: dana carol refused: ben sue cleo mia dora asha ada else hidden
    POST yew done: dev sam refused: asha else hidden
    GET oak else no_method
    GET yew else no_method
panels:lift
    GET oak,dora shown: dana refused: ben sue cleo dora asha ada ian else hidden
    POST oak,dora done: dana refused: ben sue cleo dora asha ada ian else hidden
    GET+POST oak,mia refused: ben sue cleo dora asha ada ian else hidden
    GET+POST elm,dora refused: ben sue cleo mia dora asha ada else hidden
    GET+POST yew,dora refused: asha else hidden

# Complaints without an account: the form, and the private link, whoever is signed in.
complaints:start
    GET north shown: out else shown
    GET south shown: out else shown
    POST north no_method: out else no_method
    POST south no_method: out else no_method
complaints:ask
    GET+POST north,about shown: out else shown
    GET+POST south,about shown: out else shown
    GET+POST north,check done: out else done  # to the first question, which has no answer yet
complaints:follow
    GET north shown: out else shown
    GET none hidden: out else hidden
    POST north no_method: out else no_method
complaints:add_words
    GET+POST north shown: out else shown
    GET+POST none hidden: out else hidden
complaints:change_contact
    GET north shown: out else shown
    POST north done: out else done  # an answer without an address takes the address away
    GET+POST none hidden: out else hidden
complaints:ask_next
    GET north shown: out else shown
    POST north done: out else done  # back, with why not yet
    GET+POST none hidden: out else hidden
complaints:answer_note
    GET+POST north,north shown: out else shown
    GET+POST none,north hidden: out else hidden

# Complaints by those who handle them. North's is about Sue, Gil handles its second stage; who ran
# the first, and who runs the cluster, sees its line.
complaints:index
    GET else shown
    POST else no_method
complaints:record
    GET+POST north shown: north_runs gil olive elsa sue asha hidden: not_of_north else refused
    GET+POST south shown: asha dev sam yan refused: finn administrators else hidden
complaints:complaint
    GET north shown: north_runs gil else hidden
    GET south shown: dev sam else hidden
    POST north else no_method
    POST south else no_method
complaints:renew_link
    GET north shown: gil refused: north_runs else hidden
    POST north done: gil refused: north_runs else hidden
    GET south shown: dev sam else hidden
    POST south done: dev sam else hidden
complaints:name_concerned complaints:close complaints:write_note complaints:give_outcome
complaints:connect_case complaints:correct_contact complaints:disconnect_case
    GET+POST north shown: gil refused: north_runs else hidden
    GET+POST south shown: dev sam else hidden
complaints:name_handler
    GET+POST north shown: north_runs gil else hidden
    GET+POST south shown: dev sam else hidden
complaints:open_next  # its stage has no outcome yet
    GET+POST north refused: north_runs gil else hidden
    GET+POST south refused: dev sam else hidden
complaints:tell_authority  # it has not come so far
    GET+POST north refused: north_runs gil else hidden
    GET+POST south refused: dev sam else hidden
complaints:end_handler
    GET+POST north,dana refused: ben dana carol cleo gil else hidden  # hers was at an earlier stage
    GET+POST south,dev shown: dev sam else hidden

# How complaints go in a cluster: the set-up of it.
complaints:procedures
    GET north shown: north_manages hidden: not_of_north else refused
    GET south shown: sam administrators refused: asha dev finn yan else hidden
    POST north else no_method
    POST south else no_method
complaints:over
    GET north shown: administrators hidden: not_of_north else refused
    GET south shown: administrators refused: asha dev finn yan sam else hidden
    POST north else no_method
    POST south else no_method
complaints:erase  # neither has been kept for its time
    GET+POST north,north hidden: not_of_north administrators else refused
    GET+POST south,south refused: asha dev finn yan sam else hidden
complaints:choose_procedure
    GET+POST north,cluster shown: north_manages hidden: not_of_north else refused
    GET+POST south,school shown: sam administrators refused: asha dev finn yan else hidden
complaints:change_procedure
    GET+POST north,cluster,four shown: north_manages hidden: not_of_north else refused
    GET+POST south,cluster,four shown: sam administrators refused: asha dev finn yan else hidden
"""
