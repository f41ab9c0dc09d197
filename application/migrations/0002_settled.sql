-- What was closed because whoever has the address was given a seat waits, as far
-- as its page says, and is nobody's but the applicant's: nobody has shown that
-- they are the same. It had been closed by nobody, without a reason.
update application set state = 'settled', member = '', until = made + 15552000000
	where state = 'closed' and decider = '' and reason = '' and name <> '';
