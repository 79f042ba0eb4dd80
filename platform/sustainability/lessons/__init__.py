"""Lessons between regions: practice notes that a district writes, its province reviews and everybody may read;
thanks, questions and answers; meetings for exchange."""
