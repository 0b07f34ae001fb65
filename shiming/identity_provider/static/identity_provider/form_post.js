// Posts the answer to the business system at once; without this the person presses the button.
document.getElementById("form-post").submit();
