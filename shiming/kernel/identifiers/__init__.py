"""
Numbers of people and legal persons as value objects.

Each class has `parse(text)`: it normalises first, says precisely what is wrong with what it refuses
(`shiming.kernel.refusals`), keeps what was typed, and warns where a number is odd but may be right.
Their `repr` and `str` are masked, so that a value object may stand in a log line by accident.
"""
