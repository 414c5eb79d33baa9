-- The bottom lines of ../ceasefire/government.yaml written by hand for DuckDB, over the table `deals`.
--
-- A set of steps is a whole number whose bits are steps, as anyone would do it who wants one aggregate for each pattern
-- instead of one for each pattern and step. `acts` reads the words of a row once, `met` says for each deal at which
-- steps each pattern is met, `paid` adds up the money of the few rows that have some, and the last part is the rules.
WITH acts AS (
    SELECT
        deal, action, object, staff, consent, purpose, excludes, active, age,
        list_contains(party, 'government') AS government,
        list_contains(party, 'movement') AS movement,
        list_contains(party, 'mission') AS mission,
        (1 << (coalesce("until", 6) - 1)) - (1 << ("from" - 1)) AS steps,
        object IN ('fuel', 'metals', 'medicine', 'trade', 'restrictions') AS trade,
        object IN ('artillery', 'heavy-weapons', 'weapons') AS artillery,
        object IN ('rockets', 'heavy-weapons', 'weapons') AS rockets,
        object IN ('armour', 'heavy-weapons', 'weapons') AS armour,
        object IN ('rifles', 'small-arms', 'weapons') AS rifles,
        object IN ('mortars', 'small-arms', 'weapons') AS mortars,
        object IN ('political-prisoners', 'prisoners') AS political,
        object IN ('fighters', 'prisoners') AS fighters,
        object IN ('minors', 'prisoners') AS minors,
        object IN ('border', 'airfield', 'depots', 'sites') AS sites,
        object IN ('housing', 'water', 'power', 'reconstruction') AS reconstruction,
        action IN ('suspend', 'lift') AS suspends,
        action IN ('exempt', 'suspend', 'lift') AS exempts,
        action IN ('silence', 'withdraw', 'surrender') AS silences,
        action IN ('withdraw', 'surrender') AS withdraws,
        action IN ('list', 'release') AS lists,
        action IN ('admit', 'verify') AS admits,
        action IN ('pledge', 'pay') AS pledges
    FROM deals
),
met AS (
    SELECT
        deal,
        bit_or(CASE WHEN movement AND silences AND artillery THEN steps ELSE 0 END) AS silent_artillery,
        bit_or(CASE WHEN movement AND silences AND rockets THEN steps ELSE 0 END) AS silent_rockets,
        bit_or(CASE WHEN movement AND silences AND armour THEN steps ELSE 0 END) AS silent_armour,
        bit_or(CASE WHEN movement AND silences AND rifles THEN steps ELSE 0 END) AS silent_rifles,
        bit_or(CASE WHEN movement AND silences AND mortars THEN steps ELSE 0 END) AS silent_mortars,
        bit_or(CASE WHEN movement AND withdraws AND artillery THEN steps ELSE 0 END) AS gone_artillery,
        bit_or(CASE WHEN movement AND withdraws AND rockets THEN steps ELSE 0 END) AS gone_rockets,
        bit_or(CASE WHEN movement AND withdraws AND armour THEN steps ELSE 0 END) AS gone_armour,
        bit_or(CASE WHEN movement AND withdraws AND (rifles OR mortars) THEN steps ELSE 0 END) AS gone_small_arms,
        bit_or(CASE WHEN movement AND action = 'surrender' AND artillery THEN steps ELSE 0 END) AS given_artillery,
        bit_or(CASE WHEN movement AND action = 'surrender' AND rockets THEN steps ELSE 0 END) AS given_rockets,
        bit_or(CASE WHEN movement AND action = 'surrender' AND armour THEN steps ELSE 0 END) AS given_armour,
        bit_or(CASE WHEN movement AND lists AND fighters AND active THEN steps ELSE 0 END) AS active_fighters,
        bit_or(CASE WHEN movement AND lists AND political THEN steps ELSE 0 END) AS listed_political,
        bit_or(CASE WHEN movement AND lists AND fighters THEN steps ELSE 0 END) AS listed_fighters,
        bit_or(CASE WHEN movement AND lists AND minors THEN steps ELSE 0 END) AS listed_minors,
        bit_or(CASE WHEN movement AND action = 'release' AND political THEN steps ELSE 0 END) AS free_political,
        bit_or(CASE WHEN movement AND action = 'release' AND fighters THEN steps ELSE 0 END) AS free_fighters,
        bit_or(CASE WHEN movement AND action = 'release' AND minors THEN steps ELSE 0 END) AS free_minors,
        bit_or(CASE WHEN movement AND action = 'release' AND (political OR fighters OR minors) AND age < 25
            THEN steps ELSE 0 END) AS free_young,
        bit_or(CASE WHEN movement AND admits AND sites THEN steps ELSE 0 END) AS open_sites,
        bit_or(CASE WHEN movement AND admits AND object IN ('depots', 'sites') THEN steps ELSE 0 END) AS open_depots,
        bit_or(CASE WHEN movement AND admits AND object IN ('border', 'sites') THEN steps ELSE 0 END) AS open_border,
        bit_or(CASE WHEN mission AND action = 'verify' AND sites AND staff >= 20 THEN steps ELSE 0 END) AS watched,
        bit_or(CASE WHEN mission AND action = 'verify' AND object IN ('border', 'sites') THEN steps ELSE 0 END)
            AS border,
        bit_or(CASE WHEN mission AND admits AND sites AND staff > 60 THEN steps ELSE 0 END) AS large_mission,
        bit_or(CASE WHEN mission AND admits AND sites AND consent THEN steps ELSE 0 END) AS with_consent,
        bit_or(CASE WHEN mission AND pledges AND reconstruction THEN steps ELSE 0 END) AS mission_pledges,
        bit_or(CASE WHEN (government OR mission) AND pledges AND object IN ('water', 'reconstruction')
            THEN steps ELSE 0 END) AS water,
        bit_or(CASE WHEN government AND action = 'pay' AND reconstruction THEN steps ELSE 0 END) AS rebuilds,
        bit_or(CASE WHEN government AND action = 'pay' AND object IN ('power', 'reconstruction') THEN steps ELSE 0 END)
            AS power,
        bit_or(CASE WHEN government AND suspends AND trade THEN steps ELSE 0 END) AS trade,
        bit_or(CASE WHEN government AND suspends
            AND (trade OR object IN ('banking', 'remittances', 'finance', 'leaders', 'students', 'travel'))
            THEN steps ELSE 0 END) AS eases,
        bit_or(CASE WHEN government AND action = 'lift'
            AND (trade OR object IN ('banking', 'remittances', 'finance', 'leaders', 'students', 'travel'))
            THEN steps ELSE 0 END) AS lifts,
        bit_or(CASE WHEN government AND suspends AND object IN ('banking', 'finance', 'restrictions')
            THEN steps ELSE 0 END) AS banking,
        bit_or(CASE WHEN government AND suspends AND object IN ('metals', 'trade', 'restrictions')
            THEN steps ELSE 0 END) AS metals,
        bit_or(CASE WHEN government AND exempts AND object IN ('banking', 'remittances', 'finance', 'restrictions')
            THEN steps ELSE 0 END) AS finance,
        bit_or(CASE WHEN government AND exempts AND object IN ('leaders', 'travel', 'restrictions')
            THEN steps ELSE 0 END) AS leaders,
        bit_or(CASE WHEN government AND exempts AND object IN ('leaders', 'travel', 'restrictions')
            AND purpose IN ('talks', 'health') THEN steps ELSE 0 END) AS leaders_to_talk,
        bit_or(CASE WHEN government AND exempts AND object IN ('students', 'travel', 'restrictions')
            THEN steps ELSE 0 END) AS students,
        bit_or(CASE WHEN government AND exempts AND object IN ('fuel', 'trade', 'restrictions')
            THEN steps ELSE 0 END) AS fuel,
        bit_or(CASE WHEN government AND action = 'release' AND fighters THEN steps ELSE 0 END) AS frees_fighters,
        bit_or(CASE WHEN government AND action = 'grant' AND object = 'amnesty' THEN steps ELSE 0 END) AS amnesty,
        bit_or(CASE WHEN government AND action = 'grant' AND object = 'amnesty' AND excludes = 'war-crimes'
            THEN steps ELSE 0 END) AS limited_amnesty,
        bit_or(CASE WHEN government AND action = 'grant' AND object IN ('police', 'autonomy') THEN steps ELSE 0 END)
            AS police,
        bit_or(CASE WHEN government AND action = 'grant' AND object IN ('council', 'autonomy') THEN steps ELSE 0 END)
            AS council,
        bit_or(CASE WHEN government AND action = 'grant' AND object IN ('budget', 'autonomy') THEN steps ELSE 0 END)
            AS budget,
        bit_or(CASE WHEN government AND withdraws AND (artillery OR rockets OR armour OR rifles OR mortars)
            THEN steps ELSE 0 END) AS army_leaves
    FROM acts
    GROUP BY deal
),
money AS (
    SELECT
        deal,
        millions,
        (1 << (coalesce("until", 6) - 1)) - (1 << ("from" - 1)) AS steps,
        action = 'pay' AND list_contains(party, 'government')
            AND object IN ('housing', 'water', 'power', 'reconstruction') AS pays,
        list_contains(party, 'mission') AS pledges
    FROM deals
    WHERE millions IS NOT NULL AND action IN ('pledge', 'pay')
),
paid AS (
    SELECT
        deal,
        sum(CASE WHEN pays AND steps & 1 <> 0 THEN millions END) AS paid_1,
        sum(CASE WHEN pays AND steps & 2 <> 0 THEN millions END) AS paid_2,
        sum(CASE WHEN pays AND steps & 4 <> 0 THEN millions END) AS paid_3,
        sum(CASE WHEN pays AND steps & 8 <> 0 THEN millions END) AS paid_4,
        sum(CASE WHEN pays AND steps & 16 <> 0 THEN millions END) AS paid_5,
        sum(CASE WHEN pledges AND steps & 1 <> 0 THEN millions END) AS pledged_1,
        sum(CASE WHEN pledges AND steps & 2 <> 0 THEN millions END) AS pledged_2,
        sum(CASE WHEN pledges AND steps & 4 <> 0 THEN millions END) AS pledged_3,
        sum(CASE WHEN pledges AND steps & 8 <> 0 THEN millions END) AS pledged_4,
        sum(CASE WHEN pledges AND steps & 16 <> 0 THEN millions END) AS pledged_5
    FROM money
    WHERE pays OR pledges
    GROUP BY deal
),
known AS (
    SELECT
        *,
        silent_artillery & silent_rockets & silent_armour & silent_rifles & silent_mortars AS guns_silent,
        gone_artillery & gone_rockets & gone_armour & watched AS ceasefire,
        gone_artillery | gone_rockets | gone_armour AS heavy_leave,
        free_political | free_fighters | free_minors | open_sites AS good_faith,
        given_artillery & given_rockets & given_armour & ~active_fighters AS disarmed,
        free_political & free_fighters & free_minors AS released,
        (paid_1 > 12.5)::INT + 2 * (paid_2 > 12.5)::INT + 4 * (paid_3 > 12.5)::INT + 8 * (paid_4 > 12.5)::INT
            + 16 * (paid_5 > 12.5)::INT AS over_budget,
        (pledged_1 >= 10)::INT + 2 * (pledged_2 >= 10)::INT + 4 * (pledged_3 >= 10)::INT + 8 * (pledged_4 >= 10)::INT
            + 16 * (pledged_5 >= 10)::INT AS pledged
    FROM (
        SELECT met.*,
            coalesce(paid_1, 0) AS paid_1, coalesce(paid_2, 0) AS paid_2, coalesce(paid_3, 0) AS paid_3,
            coalesce(paid_4, 0) AS paid_4, coalesce(paid_5, 0) AS paid_5,
            coalesce(pledged_1, 0) AS pledged_1, coalesce(pledged_2, 0) AS pledged_2,
            coalesce(pledged_3, 0) AS pledged_3, coalesce(pledged_4, 0) AS pledged_4,
            coalesce(pledged_5, 0) AS pledged_5
        FROM met LEFT JOIN paid USING (deal)
    )
),
broken AS (
    -- `x | -x` has all bits of `x` from its lowest on: what held once. Twice that: what held earlier.
    SELECT
        deal,
        trade & ~(ceasefire | -ceasefire) & 31 AS "trade-waits-for-the-ceasefire",
        lifts & ~((disarmed | -disarmed) * 2) & 31 AS "nothing-goes-for-good-before-arms-do",
        banking & ~((released | -released) * 2) & 31 AS "banking-waits-for-prisoners",
        finance & ~(good_faith | -good_faith) & 31 AS "exemptions-for-good-faith",
        leaders & ~(ceasefire | -ceasefire) & ~leaders_to_talk & 31 AS "leaders-travel-last",
        frees_fighters & ~(free_fighters | -free_fighters) & 31 AS "fighters-for-fighters",
        amnesty & ~limited_amnesty AS "no-blanket-amnesty",
        police & ~((disarmed | -disarmed) * 2) & 31 AS "police-after-disarmament",
        council & police & budget & ~watched AS "autonomy-not-all-at-once",
        budget & ~council AS "budget-with-a-council",
        army_leaves & ~(heavy_leave | -heavy_leave) & 31 AS "army-stays-until-theirs-goes",
        16 & ~guns_silent AS "guns-fall-silent",
        16 & ~free_minors & ~border AS "minors-come-home",
        guns_silent & ~(open_depots | (open_depots >> 1)) AS "depots-are-seen",
        eases & ~(watched | (watched >> 1)) AS "relief-is-watched",
        army_leaves & ~(heavy_leave | gone_small_arms) AS "pull-back-together",
        fuel & ~open_border & ~(border | (border >> 1) | (border >> 2)) AS "fuel-goes-through-the-border",
        metals & ~(given_armour | (given_armour >> 1)) AS "metals-for-armour",
        students & ~free_young AS "students-both-ways",
        CASE
            WHEN ((silent_artillery | silent_rockets | silent_armour) >> 4 & 1)
                + ((listed_political & listed_fighters & listed_minors) >> 4 & 1)
                + (open_sites >> 4 & 1) + (mission_pledges >> 4 & 1) < 2
            THEN 16 ELSE 0
        END AS "some-gestures",
        over_budget AS "within-the-budget",
        rebuilds & ~(pledged | (pledged >> 1)) AS "the-mission-pays-its-part",
        power & ~water AS "no-power-without-water",
        ((guns_silent | -guns_silent) * 2) & ~guns_silent & 31 AS "once-silent-always-silent",
        large_mission & ~with_consent AS "small-mission"
    FROM known
)
SELECT
    *,
    CASE
        WHEN "trade-waits-for-the-ceasefire" | "nothing-goes-for-good-before-arms-do" | "banking-waits-for-prisoners"
            | "leaders-travel-last" | "fighters-for-fighters" | "no-blanket-amnesty" | "police-after-disarmament"
            | "autonomy-not-all-at-once" | "army-stays-until-theirs-goes" | "guns-fall-silent" | "minors-come-home"
            | "relief-is-watched" | "pull-back-together" | "metals-for-armour" | "some-gestures"
            | "within-the-budget" | "once-silent-always-silent" <> 0
        THEN 'rejected'
        WHEN "exemptions-for-good-faith" | "budget-with-a-council" | "depots-are-seen"
            | "fuel-goes-through-the-border" | "students-both-ways" | "the-mission-pays-its-part"
            | "no-power-without-water" | "small-mission" <> 0
        THEN 'accepted-with-reservations'
        ELSE 'accepted'
    END AS verdict
FROM broken
